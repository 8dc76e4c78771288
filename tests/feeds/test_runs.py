"""Promotions while others write: what waits, comes or is decided meanwhile is in the live run."""

from pathlib import Path

import pytest

import broker
from broker.log import Log, Message
from feeds.messages import item_message
from feeds.replay import ReplayPlan, replay
from feeds.runs import RunError, begin, drop, live_run, promote, registered
from feeds.state.store import StateStore, Step
from schemas.codec import encode
from schemas.decision import Decision, Verdict
from schemas.item import Item
from schemas.topics import Topics, runs_topic
from tests.feeds.conftest import START, Bench


def runs(log: Log, *names: str) -> list[Topics]:
    """Runs with all their topics, empty."""
    made = [Topics(run=name) for name in names]
    log.ensure([runs_topic(), *(spec for topics in made for spec in topics.all())])
    return made


def items(bench: Bench, run: str) -> list[str]:
    """The ids of a run's items."""
    return sorted(item.id for item in bench.items(Topics(run=run)))


def told(number: int, topics: Topics) -> Message:
    """An item of a run."""
    return item_message(Item(id=f"i{number}", title=f"A bank was fined {number}"), topics, START)


def decide(log: Log, topics: Topics, name: str = "d1") -> None:
    """An operator's veto in a run."""
    decision = Decision(id=name, verdict=Verdict.VETO, group="Acme", case="c1", at=START)
    log.append([Message(topic=topics.decisions.name, key=b"acme", value=encode(decision))])


@pytest.mark.parametrize("old", ["live", "one"])
async def test_what_waited_for_the_old_run_is_in_the_promoted_one(bench: Bench, old: str) -> None:
    """A puller killed before its append starts after a promotion: the items go to both runs."""
    runs(bench.log, "live", "one", "two")
    if old != "live":
        promote(bench.log, old, now=START)
    store = StateStore.open(bench.folder / "state.sqlite")
    store.intend([Step(feed="f", messages=(told(1, Topics(run=old)),), at=START)])
    store.close()
    promote(bench.log, "two", now=START)
    summary = await bench.once()
    assert (summary.resumed, items(bench, old), items(bench, "two")) == (1, ["i1"], ["i1"])


@pytest.mark.parametrize("back", ["two", "live"])
async def test_a_puller_that_was_down_takes_along_what_it_wrote_last(
    bench: Bench, back: str
) -> None:
    """It remembers which run it wrote to, whichever run is live at its next start."""
    _, one, _ = runs(bench.log, "live", "one", "two")
    promote(bench.log, "one", now=START)
    await bench.once()
    promote(bench.log, back, now=START)
    bench.log.append([told(1, one)])
    await bench.once()
    assert items(bench, back) == ["i1"]


def test_a_decision_made_during_a_promotion_is_kept(log: Log) -> None:
    """It goes to the run that is still live, and is copied after the switch."""
    live, new = runs(log, "live", "new")
    result = promote(log, "new", now=START, on_progress=lambda *_: decide(log, live))
    assert result.decisions == 1
    assert sum(map(len, log.read([new.decisions.name]))) == 1


async def test_a_decision_made_after_the_switch_is_copied_by_the_puller(bench: Bench) -> None:
    """A dashboard that has not turned yet writes to the old run for some seconds."""
    live, new = runs(bench.log, "live", "new")
    promote(bench.log, "new", now=START)
    decide(bench.log, live)
    await bench.once()
    assert len(bench.records(new.decisions)) == 1


def test_a_run_that_was_live_is_not_dropped(log: Log) -> None:
    """It is the way back, also once another run was promoted over it."""
    _, one, _ = runs(log, "live", "one", "two")
    promote(log, "one", now=START)
    promote(log, "two", now=START)
    with pytest.raises(RunError, match="is or was live"):
        drop(log, "one", now=START)
    assert one.items.name in log.topics()
    promote(log, "one", now=START)
    assert live_run(log) == "one"


def test_a_dropped_run_keeps_where_it_came_from(log: Log) -> None:
    """Its record is the old one in another state."""
    begin(log, "trial", source="archive", now=START)
    drop(log, "trial", now=START)
    record = registered(log)["run:trial"]
    assert (record.state, record.source) == ("dropped", "archive")


def test_a_replay_takes_as_many_partitions_as_the_live_run(tmp_path: Path) -> None:
    """So that a worker with the same settings fits the run once it is promoted."""
    log = broker.connect(f"sqlite:///{tmp_path / 'wide.db'}")
    log.ensure(Topics(partitions=8).all())
    file = tmp_path / "items.jsonl"
    file.write_text('{"id": "i1", "title": "A bank was fined"}\n')
    plan = ReplayPlan(into="trial", archive=tmp_path, folder=tmp_path, files=(file,))
    replay(log, plan, now=START)
    counts = {spec.name: log.topics()[spec.name] for spec in plan.target.all()}
    log.close()
    assert set(counts.values()) == {8}


def test_a_replay_that_was_begun_keeps_its_partitions(tmp_path: Path) -> None:
    """They cannot be changed later."""
    log = broker.connect(f"sqlite:///{tmp_path / 'wide.db'}")
    log.ensure(Topics(partitions=8).all())
    log.ensure(Topics(run="trial", partitions=2).all())
    file = tmp_path / "items.jsonl"
    file.write_text('{"id": "i1", "title": "A bank was fined"}\n')
    plan = ReplayPlan(into="trial", archive=tmp_path, folder=tmp_path, files=(file,))
    result = replay(log, plan, now=START)
    log.close()
    assert (result.items, result.finished) == (1, True)
