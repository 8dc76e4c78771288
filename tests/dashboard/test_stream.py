"""Live events: at once, in order, and complete after a drop, on any copy."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from broker import Partition
from dashboard.api.place import PlaceError, read_place, write_place
from schemas.topics import Topics
from schemas.words import Kind, Stage
from tests.dashboard.conftest import Served, until
from tests.dashboard.world import World, case


@contextmanager
def listening(url: str, path: str = "/api/stream", **headers: str) -> Iterator[Iterator[dict]]:
    """The events of a stream as dicts of id, event, data."""
    with httpx.stream("GET", url + path, headers=headers, timeout=60) as answer:
        assert answer.status_code == 200
        yield _events(answer.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[dict]:
    event: dict = {}
    for line in lines:
        if not line:
            if "event" in event:
                yield event
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value


def alerts(events: Iterator[dict], count: int) -> list[dict]:
    """The next `count` alerts."""
    found = []
    for event in events:
        if event["event"] == "alert":
            found.append(event)
            if len(found) == count:
                return found
    return found


def cases_of(found: list[dict]) -> list[str]:
    """The cases that alerts are about."""
    return [json.loads(one["data"])["case"] for one in found]


def test_an_alert_reaches_a_listener_at_once(served: Served, world: World) -> None:
    """After hello comes what happens from now on, then a hint on what to reload."""
    with listening(served.url) as events:
        assert next(events)["event"] == "hello"
        world.tell(case("c-live", Kind.FINE, "Zoom", amount="3000"))
        seen = [next(events)["event"]]
        while "alert" not in seen or seen[-1] != "change":
            seen.append(next(events)["event"])
    assert "alert" in seen


def test_a_resumed_stream_misses_nothing(served: Served, world: World) -> None:
    """What came while the client was away comes first, each alert once."""
    with listening(served.url) as events:
        next(events)
        world.tell(case("c-one", Kind.FINE, "Zoom", amount="1"))
        last = alerts(events, 1)[0]["id"]
    away = [f"c-away-{n}" for n in range(6)]
    for n, name in enumerate(away):
        world.tell(case(name, list(Kind)[n % 3], f"Company {n}", amount="2"))
    with listening(served.url, **{"Last-Event-ID": last}) as events:
        found = alerts(events, 6)
        world.tell(case("c-after", Kind.FINE, "Zoom", amount="4"))
        after = alerts(events, 1)
    assert sorted(cases_of(found)) == away
    assert cases_of(after) == ["c-after"]


def test_another_copy_takes_over_a_listener(served: Served, world: World) -> None:
    """The place in the log, not in a process, says where to go on."""
    with listening(served.url) as events:
        place = next(events)["id"]
    world.tell(case("c-moved", Kind.LAWSUIT, "Zoom", amount="1"))
    copy = Served(world.log.url)
    try:
        until(lambda: httpx.get(f"{copy.url}/readyz").status_code == 200)
        with listening(copy.url, **{"Last-Event-ID": place}) as events:
            found = cases_of(alerts(events, 1))
    finally:
        copy.close()
    assert found == ["c-moved"]


def test_a_stream_can_be_narrowed(served: Served, world: World) -> None:
    """Filters of the alert list hold on the stream."""
    with listening(served.url, "/api/stream?kind=fine&min_usd=1000000") as events:
        next(events)
        world.tell(case("c-small", Kind.FINE, "Zoom", amount="5"))
        world.tell(case("c-suit", Kind.LAWSUIT, "Zoom", amount="5000000"))
        world.tell(case("c-large", Kind.FINE, "Zoom", amount="5000000"))
        found = alerts(events, 1)
    assert cases_of(found) == ["c-large"]


def test_an_update_says_what_changed(served: Served, world: World) -> None:
    """From and to travel with the alert."""
    with listening(served.url) as events:
        next(events)
        world.change("c-zoom", stage=Stage.APPROVED)
        data = json.loads(alerts(events, 1)[0]["data"])
    assert (data["type"], data["changes"]) == ("updated", {"stage": ["proposed", "approved"]})


def test_a_place_survives_being_written_down() -> None:
    """Text and back, with partitions never heard of left out."""
    topics = Topics()
    place = {
        Partition(topics.alerts(Kind.FINE).name, 0): 5,
        Partition(topics.alerts(Kind.FINE).name, 3): 7,
        Partition(topics.alerts(Kind.SETTLEMENT).name, 1): 2,
    }
    assert read_place(write_place(place, topics), topics) == place
    assert read_place(write_place(place, Topics(run="v2")), topics) is None
    with pytest.raises(PlaceError):
        read_place("fine:one", topics)
