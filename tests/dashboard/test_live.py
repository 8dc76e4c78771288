"""A promoted run takes the place of the live one while people look on."""

from datetime import UTC, datetime

import httpx
import orjson
import pytest
from structlog.testing import capture_logs

from broker import Log, Message
from dashboard.model import CaseFilter, Live
from schemas.codec import DecodeError, encode, to_dict
from schemas.run import Run
from schemas.topics import LIVE_KEY, RUNS, Topics, runs_topic
from schemas.words import Kind
from tests.dashboard.conftest import Served, until
from tests.dashboard.test_stream import alerts, cases_of, listening
from tests.dashboard.world import World, case


def promote(log: Log, name: str) -> None:
    """Write what `regwatch promote` writes."""
    run = Run(name=name, state="live", at=datetime(2021, 12, 1, tzinfo=UTC))
    log.append([Message(topic=RUNS, key=LIVE_KEY, value=encode(run))])


def promote_by_a_newer_version(log: Log, name: str) -> None:
    """The same from a version whose records this one cannot read."""
    run = to_dict(Run(name=name, state="live", at=datetime(2021, 12, 1, tzinfo=UTC)))
    value = orjson.dumps(run | {"version": 2})
    log.ensure([runs_topic()])
    log.append([Message(topic=RUNS, key=LIVE_KEY, value=value)])


def shadow(log: Log) -> World:
    """A shadow run with one case that the live run does not have."""
    world = World(log, Topics(run="v2"))
    world.tell(case("c-shadow", Kind.FINE, "Zoom", amount="77"))
    return world


def test_a_promotion_changes_the_model_over_at_once(log: Log, world: World) -> None:
    """Before: the live run's cases; after: the promoted run's, and never a half-read one."""
    shadow(log)
    live = Live(log)
    live.start()
    until(lambda: live.current.progress.caught_up)
    before = live.current.cases.count(CaseFilter())
    promote(log, "v2")
    counts = set()
    until(lambda: counts.add(live.current.cases.count(CaseFilter())) or 1 in counts)
    live.close()
    assert (before, counts) == (12, {12, 1})


def test_a_dashboard_started_after_a_promotion_shows_the_promoted_run(
    log: Log, world: World
) -> None:
    """What is live is read from the registry, not taken from the name."""
    shadow(log)
    live = Live(log)
    live.start()
    promote(log, "v2")
    until(lambda: live.current.topics.run == "v2")
    live.close()
    late = Live(log)
    assert late.current.topics.run == "v2"
    late.start()
    late.close()


def test_a_registry_record_it_cannot_read_changes_nothing(log: Log, world: World) -> None:
    """The run that is shown stays, and the log says why; the run "live" is no way out."""
    shadow(log)
    log.ensure([runs_topic()])
    promote(log, "v2")
    live = Live(log)
    live.start()
    with capture_logs() as said:
        promote_by_a_newer_version(log, "v3")
        until(lambda: any("live" in one["event"] for one in said))
    shown = live.current.topics.run
    live.close()
    assert (shown, said[0]["log_level"], said[0]["run"]) == ("v2", "warning", "v2")


def test_a_dashboard_does_not_start_on_a_registry_it_cannot_read(log: Log, world: World) -> None:
    """It says so instead of showing the run "live"."""
    promote_by_a_newer_version(log, "v3")
    with pytest.raises(DecodeError, match="which run is live"):
        Live(log)


def test_listeners_come_back_to_the_promoted_run(log: Log, world: World) -> None:
    """Open streams end; resuming with the old place is taken, and hears the new run's news."""
    following = shadow(log)
    server = Served(log.url)
    try:
        until(lambda: httpx.get(f"{server.url}/readyz").status_code == 200)
        with listening(server.url) as events:
            place = next(events)["id"]
            promote(log, "v2")
            assert [event for event in events if event["event"] == "alert"] == []
        answer = httpx.get(f"{server.url}/api/summary").json()
        with listening(server.url, **{"Last-Event-ID": place}) as events:
            assert next(events)["id"].startswith("v2@")
            following.tell(case("c-next", Kind.FINE, "Zoom", amount="78"))
            found = alerts(events, 1)
    finally:
        server.close()
    assert (answer["run"], answer["cases"]) == ("v2", 1)
    assert cases_of(found) == ["c-next"]


def test_what_came_between_the_promotion_and_the_return_is_not_missed(
    log: Log, world: World
) -> None:
    """A place in the old run stands for the place where the promoted one took over."""
    following = shadow(log)
    server = Served(log.url)
    try:
        until(lambda: httpx.get(f"{server.url}/readyz").status_code == 200)
        with listening(server.url) as events:
            place = next(events)["id"]
            promote(log, "v2")
            assert alerts(events, 1) == []
        following.tell(case("c-between", Kind.FINE, "Zoom", amount="78"))
        until(lambda: httpx.get(f"{server.url}/api/cases/c-between").status_code == 200)
        with listening(server.url, **{"Last-Event-ID": place}) as events:
            found = alerts(events, 1)
    finally:
        server.close()
    assert cases_of(found) == ["c-between"]
