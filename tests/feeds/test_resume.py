"""A replay that goes on after its archive has changed, and the count of what one would do."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from broker.log import Log
from feeds.archive import ArchiveWriter, Exchange, Rotation, rebuild
from feeds.replay import ReplayError, ReplayPlan, ReplayResult, replay
from feeds.state.store import StateStore, Step
from schemas.codec import decode
from schemas.item import Item
from schemas.topics import Topics
from tests.feeds.conftest import START, entry, feed, rss

DAY = dt.timedelta(days=1)
SOURCE = feed("https://news.example/feed")
DAYS = 6


@pytest.fixture
def plan(tmp_path: Path) -> ReplayPlan:
    """A replay of an archive with one response a day, a file and a new story each."""
    folder = tmp_path / "archive"
    writer = ArchiveWriter(folder, Rotation(age=DAY))
    for day in range(DAYS):
        stories = [entry(number) for number in range(day, -1, -1)]
        exchange = Exchange(
            feed=SOURCE,
            url=SOURCE.url,
            fetched=START + day * DAY,
            status=200,
            reason="OK",
            headers={"content-type": "application/rss+xml"},
            body=rss(*stories).encode(),
            pages={},
        )
        writer.index.add(writer.write([(exchange, 1)]))
    writer.close()
    return ReplayPlan(into="trial", archive=folder, folder=tmp_path)


def stopped(log: Log, plan: ReplayPlan, after: int) -> ReplayResult:
    """The replay at a day a second, so that a response is a batch, stopped after some batches."""
    done: list[object] = []
    slept: list[float] = []
    return replay(
        log,
        replace(plan, speed=86_400.0),
        now=START,
        on_progress=done.append,
        stop=lambda: len(done) >= after,
        sleep=slept.append,
        timer=lambda: sum(slept),
    )


def titles(log: Log) -> list[str]:
    """What was replayed."""
    topic = Topics(run="trial").items.name
    return sorted(
        decode(Item, record.value or b"").title for batch in log.read([topic]) for record in batch
    )


def test_a_resumed_replay_skips_nothing_after_files_have_expired(
    log: Log, plan: ReplayPlan
) -> None:
    """It goes on behind the response that was the last, wherever that stands in the list now."""
    assert stopped(log, plan, after=3).records == 3
    writer = ArchiveWriter(plan.archive, Rotation(keep=DAY))
    gone = writer.expire(START + 3 * DAY + dt.timedelta(hours=1))
    writer.close()
    result = replay(log, plan, now=START)
    assert (len(gone), result.resumed, result.records, result.finished) == (3, 3, 3, True)
    assert titles(log) == [f"Story {number}" for number in range(DAYS)]


def test_a_resumed_window_skips_nothing_either(log: Log, plan: ReplayPlan) -> None:
    """The responses that are only remembered are behind it as well."""
    window = replace(plan, since=START + 4 * DAY)
    assert stopped(log, window, after=1).records == DAYS - 1
    assert replay(log, window, now=START).finished
    assert titles(log) == ["Story 4", "Story 5"]


def test_progress_without_a_place_is_refused_with_a_way_out(log: Log, plan: ReplayPlan) -> None:
    """A count into a list that is made anew each time says nothing."""
    store = StateStore.open(plan.folder / "replay-trial.sqlite")
    mark = {"plan": plan.describe(), "done": 2}
    store.intend([Step(at=START, mark=("replay", mark))])
    store.close()
    with pytest.raises(ReplayError, match="--drop"):
        replay(log, plan, now=START)


def test_progress_in_item_files_without_a_place_goes_on(
    log: Log, plan: ReplayPlan, tmp_path: Path
) -> None:
    """Lines of a file do not move."""
    file = tmp_path / "items.jsonl"
    file.write_text("".join(f'{{"id": "i{n}", "title": "Story {n}"}}\n' for n in range(4)))
    filed = replace(plan, files=(file,))
    store = StateStore.open(plan.folder / "replay-trial.sqlite")
    mark = {"plan": filed.describe(), "done": 3}
    store.intend([Step(at=START, mark=("replay", mark))])
    store.close()
    result = replay(log, filed, now=START)
    assert (result.resumed, titles(log)) == (3, ["Story 3"])


@pytest.mark.parametrize("since", [None, START + 4 * DAY])
def test_a_dry_run_counts_the_items_of_an_index_made_again(
    log: Log, plan: ReplayPlan, since: dt.datetime | None
) -> None:
    """The new index does not know them, so they are read; the number is that of the replay."""
    rebuild(plan.archive)
    window = replace(plan, since=since)
    counted = replay(log, replace(window, dry_run=True), now=START)
    done = replay(log, window, now=START)
    assert (counted.items, counted.by_feed) == (done.items, done.by_feed)
    assert counted.items == (2 if since else DAYS)
