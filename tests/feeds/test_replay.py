"""Replay, runs, diff and promotion over a real log and a real archive."""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import broker
from broker.log import Log, Message
from feeds.diff import Snapshot, compare, lines, snapshot
from feeds.replay import Progress, ReplayError, ReplayPlan, replay
from feeds.runs import (
    RunError,
    alerted_before,
    begin,
    catch_up,
    drop,
    live_run,
    promote,
    registered,
)
from schemas.alert import Alert, AlertType, Severity
from schemas.case import Case, Change, Source, Status
from schemas.codec import encode
from schemas.mention import Evidence
from schemas.tally import KindTotals, Tally, Total
from schemas.topics import Topics
from schemas.words import Bucket, Kind, Stage
from tests.feeds.conftest import START, Bench, Reply, Site, entry, feed, rss

NOW = START + dt.timedelta(days=400)


async def pulled(bench: Bench, site: Site) -> None:
    """Four polls of two feeds: new entries, an edit, a removal, full text."""
    a = feed(f"{site.url}/a", id="a", removals=True)
    b = feed(f"{site.url}/b", id="b")
    stages = [
        (rss(entry(2), entry(1)), rss(entry(5))),
        (rss(entry(2, "Edited."), entry(1)), rss(entry(6), entry(5))),
        (rss(entry(3), entry(1)), rss(entry(6), entry(5, "Also edited."))),
        (rss(entry(4), entry(3), entry(1)), rss(entry(6), entry(5, "Also edited."))),
    ]
    for for_a, for_b in stages:
        site.pages["/a"], site.pages["/b"] = Reply(for_a), Reply(for_b)
        await bench.again(a, b, days=3)


def plan(bench: Bench, name: str, **changes: object) -> ReplayPlan:
    """A replay of the bench's archive into the run `name`."""
    made = ReplayPlan(into=name, archive=bench.folder / "archive", folder=bench.folder)
    return replace(made, **changes)  # type: ignore[arg-type]


def checksum(log: Log, topics: Topics) -> str:
    """Over every record of a run's items topic, place and time included."""
    digest = hashlib.sha256()
    for batch in log.read([topics.items.name]):
        for r in sorted(batch, key=lambda r: (r.partition, r.offset)):
            row = (r.partition, r.offset, r.timestamp, r.key, r.value)
            digest.update(repr(row).encode())
    return digest.hexdigest()


def told(bench: Bench, name: str = "live") -> set[tuple[str, int, bool, str]]:
    """What a run's items say."""
    return {
        (item.id, item.revision, item.deleted, item.summary)
        for item in bench.items(Topics(run=name))
    }


async def test_a_replay_tells_what_the_live_run_was_told(bench: Bench, site: Site) -> None:
    """New entries, edits and removals come out again, with their own times."""
    await pulled(bench, site)
    result = replay(bench.log, plan(bench, "again"), now=NOW)
    live = {(item.id, item.revision): item for item in bench.items()}
    shadow = {(i.id, i.revision): i for i in bench.items(Topics(run="again"))}
    assert (shadow, result.items, result.finished) == (live, len(live), True)


async def test_two_replays_are_byte_identical(bench: Bench, site: Site) -> None:
    """The same records at the same places with the same times."""
    await pulled(bench, site)
    for name in ("one", "two"):
        replay(bench.log, plan(bench, name), now=NOW)
    assert checksum(bench.log, Topics(run="one")) == checksum(bench.log, Topics(run="two"))


async def test_a_window_tells_only_what_was_news_in_it(bench: Bench, site: Site) -> None:
    """What an earlier response had brought is remembered, not told again."""
    await pulled(bench, site)
    since = START + dt.timedelta(days=5)
    replay(bench.log, plan(bench, "late", since=since), now=NOW)
    wanted = {
        (item.id, item.revision) for item in bench.items() if item.fetched and item.fetched >= since
    }
    found = {(item.id, item.revision) for item in bench.items(Topics(run="late"))}
    assert (found, bool(found)) == (wanted, True)


async def test_a_replay_of_one_feed_leaves_the_others(bench: Bench, site: Site) -> None:
    """--feed chooses."""
    await pulled(bench, site)
    result = replay(bench.log, plan(bench, "b", feeds=("b",)), now=NOW)
    assert (result.by_feed.keys(), {i.feed for i in bench.items(Topics(run="b"))}) == (
        {"b"},
        {"b"},
    )


async def test_a_stopped_replay_goes_on_where_it_was(bench: Bench, site: Site) -> None:
    """Stopped after every batch, it ends in the same bytes as one that ran through."""
    await pulled(bench, site)
    replay(bench.log, plan(bench, "whole"), now=NOW)
    slow = plan(bench, "parts", speed=1e12)
    results = []
    for _ in range(20):
        stops = iter([False] * 2 + [True] * 99)
        results.append(replay(bench.log, slow, now=NOW, stop=lambda s=stops: next(s)))
        if results[-1].finished:
            break
    assert (
        len(results) > 2,
        sum(result.records for result in results),
        told(bench, "parts"),
    ) == (True, 7, told(bench, "whole"))


async def test_a_finished_replay_publishes_nothing_more(bench: Bench, site: Site) -> None:
    """Called again, it says that all was done before."""
    await pulled(bench, site)
    replay(bench.log, plan(bench, "done"), now=NOW)
    again = replay(bench.log, plan(bench, "done"), now=NOW)
    assert (again.items, again.resumed, again.finished) == (0, 7, True)


async def test_other_options_need_another_name(bench: Bench, site: Site) -> None:
    """Half of one replay and half of another would be a run of neither."""
    await pulled(bench, site)
    replay(bench.log, plan(bench, "x"), now=NOW)
    with pytest.raises(ReplayError, match="another name"):
        replay(bench.log, plan(bench, "x", feeds=("a",)), now=NOW)


async def test_a_dry_run_counts_and_touches_nothing(bench: Bench, site: Site) -> None:
    """The counts are those of the real replay; no topic, no file appears."""
    await pulled(bench, site)
    before = set(bench.log.topics()), sorted(bench.folder.rglob("*"))
    result = replay(bench.log, plan(bench, "dry", dry_run=True), now=NOW)
    after = set(bench.log.topics()), sorted(bench.folder.rglob("*"))
    assert (before, result.records, result.items) == (after, 7, len(bench.items()))


async def test_progress_tells_rate_and_time_left(bench: Bench, site: Site) -> None:
    """The last report is the whole; a speed paces by the times of the archive."""
    await pulled(bench, site)
    seen: list[Progress] = []
    clock = [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    paced = plan(bench, "paced", speed=86_400.0)
    replay(
        bench.log,
        paced,
        now=NOW,
        on_progress=seen.append,
        sleep=sleep,
        timer=lambda: clock[0],
    )
    assert (seen[-1].done, seen[-1].total, seen[-1].left, round(clock[0])) == (
        7,
        7,
        dt.timedelta(0),
        9,
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"into": "live"}, "a run of its own"),
        ({"since": NOW, "until": START}, "before"),
        ({"speed": 0.0}, "above 0"),
        ({"files": (Path("/no/such/file"),)}, "no such file"),
        ({"archive": Path("/no/such/folder")}, "no archive"),
    ],
)
def test_wrong_options_are_explained(
    bench: Bench, changes: dict[str, object], message: str
) -> None:
    """A user's mistake is an error with a way out, before anything is written."""
    with pytest.raises(ReplayError, match=message):
        replay(bench.log, plan(bench, "x", **changes), now=NOW)


def test_item_files_are_replayed_line_by_line(bench: Bench, tmp_path: Path) -> None:
    """Items as they stand, a bad line counted and skipped."""
    file = tmp_path / "items.jsonl"
    rows = [{"id": f"i{n}", "title": f"T{n}", "published": "2026-01-01"} for n in range(5)]
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\nrubbish\n")
    result = replay(bench.log, plan(bench, "file", files=(file,)), now=NOW)
    found = sorted(item.id for item in bench.items(Topics(run="file")))
    assert (found, result.items, result.unreadable) == ([f"i{n}" for n in range(5)], 5, 1)


def alert(number: int) -> Alert:
    """An alert with an id of its own."""
    return Alert(
        id=f"alert{number}",
        type=AlertType.OPENED,
        case=f"c{number}",
        sequence=1,
        kind=Kind.FINE,
        severity=Severity.LOW,
        group="Acme",
        company="Acme",
        stage=Stage.IMPOSED,
        bucket=Bucket.STANDING,
    )


def put(log: Log, topic: str, key: str, record: object) -> None:
    """Append one record."""
    log.append([Message(topic=topic, key=key.encode(), value=encode(record))])  # type: ignore[arg-type]


async def ready(bench: Bench, site: Site) -> None:
    """A live run with alerts 1 and 2, and a shadow with 2 and 3 that a worker has caught up."""
    await pulled(bench, site)
    replay(bench.log, plan(bench, "new"), now=NOW)
    for run, numbers in [("live", (1, 2)), ("new", (2, 3))]:
        topics = Topics(run=run)
        for number in numbers:
            put(bench.log, topics.alerts(Kind.FINE).name, "acme", alert(number))
        put(bench.log, topics.tallies.name, "acme", Tally(group="Acme"))


async def test_a_promoted_run_is_live_and_alerts_nothing_twice(bench: Bench, site: Site) -> None:
    """One record switches readers over; what the old run alerted is known by its id."""
    await ready(bench, site)
    result = promote(bench.log, "new", now=NOW, by="me")
    assert (
        live_run(bench.log),
        registered(bench.log)["live"].before,
        alerted_before(bench.log, "new"),
        (result.alerts, result.carried),
    ) == ("new", "live", frozenset({"alert1", "alert2"}), (2, 1))


async def test_items_that_came_meanwhile_are_copied_once(bench: Bench, site: Site) -> None:
    """No gap: what the live run got after the replay is in the new run; nothing doubles."""
    await ready(bench, site)
    site.pages["/c"] = Reply(rss(entry(9)))
    await bench.once(feed(f"{site.url}/c", id="c"))
    before = bench.log.spans(Topics().items.name)
    result = promote(bench.log, "new", now=NOW)
    again = catch_up(bench.log, Topics(), Topics(run="new"))
    assert (result.items, again, told(bench, "new"), bench.log.spans(Topics().items.name)) == (
        1,
        0,
        told(bench),
        before,
    )


async def test_a_puller_follows_the_promotion_without_a_gap(bench: Bench, site: Site) -> None:
    """After the switch it publishes to the promoted run's topics, and to no other."""
    await ready(bench, site)
    promote(bench.log, "new", now=NOW)
    before = len(bench.items())
    site.pages["/d"] = Reply(rss(entry(8)))
    await bench.once(feed(f"{site.url}/d", id="d"))
    new = {item.feed for item in bench.items(Topics(run="new"))}
    assert (len(bench.items()), "d" in new) == (before, True)


async def test_promoting_back_is_the_way_back(bench: Bench, site: Site) -> None:
    """The old run's topics were never touched, so it can be live again."""
    await ready(bench, site)
    promote(bench.log, "new", now=NOW)
    promote(bench.log, "live", now=NOW)
    sent = alerted_before(bench.log, "live")
    assert (live_run(bench.log), "alert3" in sent) == ("live", True)


def test_promoting_what_is_not_there_is_explained(log: Log) -> None:
    """Unknown and already live runs are refused with the names there are."""
    log.ensure(Topics().all())
    begin(log, "shadow-1", source="archive", now=NOW)
    with pytest.raises(RunError, match="shadow-1"):
        promote(log, "shadow-2", now=NOW)
    with pytest.raises(RunError, match="live already"):
        promote(log, "live", now=NOW)


async def test_a_run_without_totals_is_not_promoted(bench: Bench, site: Site) -> None:
    """Before its worker has run there is nothing to serve."""
    await pulled(bench, site)
    replay(bench.log, plan(bench, "raw"), now=NOW)
    with pytest.raises(RunError, match="regwatch worker --run raw"):
        promote(bench.log, "raw", now=NOW)


async def test_a_shadow_can_be_dropped_and_the_live_run_cannot(bench: Bench, site: Site) -> None:
    """Its topics go; the live run's stay."""
    await ready(bench, site)
    drop(bench.log, "new", now=NOW)
    with pytest.raises(RunError):
        drop(bench.log, "live", now=NOW)
    assert [topic for topic in bench.log.topics() if topic.startswith("regwatch-new")] == []


def case(number: int, **changes: object) -> Case:
    """A standing fine told by item `i{number}`."""
    evidence = Evidence(field="title", start=0, end=4, text=f"Fine {number}")
    made = Case(
        id=f"c{number}",
        kind=Kind.FINE,
        group="Acme",
        company="Acme",
        amount=Decimal(100),
        currency="EUR",
        stage=Stage.IMPOSED,
        sources=(Source(item=f"i{number}", mention="m", title="T", evidence=evidence),),
        history=(Change(what="opened", cause=f"i{number}"),),
        item_count=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def shot(run: str, *cases: Case) -> Snapshot:
    """A snapshot of cases alone."""
    return Snapshot(run=run, cases={one.id: one for one in cases})


def test_equal_runs_have_no_difference() -> None:
    """All counted as the same."""
    diff = compare(shot("a", case(1), case(2)), shot("b", case(1), case(2)))
    assert (diff.cases, diff.companies, diff.same_cases) == ((), (), 2)


def test_a_changed_amount_is_told_with_its_cause() -> None:
    """Field by field, and the step of its history that did it."""
    history = (*case(1).history, Change(what="updated", cause="i7", note="reduced on appeal"))
    after = case(1, amount=Decimal(60), history=history)
    diff = compare(shot("a", case(1)), shot("b", after))
    change = diff.cases[0]
    assert (change.what, change.fields, change.why) == (
        "changed",
        {"amount": ("100", "60")},
        ("updated because of i7: reduced on appeal",),
    )


def test_a_case_under_another_id_is_a_change_and_not_two() -> None:
    """Cases of one group and kind that share an item are the same event."""
    after = replace(case(1), id="c9")
    diff = compare(shot("a", case(1)), shot("b", after))
    assert [(change.what, change.fields) for change in diff.cases] == [
        ("changed", {"id": ("c1", "c9")})
    ]


def test_added_and_removed_cases_say_where_they_went() -> None:
    """Merged, withdrawn, another kind, or told by nobody."""
    merged = replace(case(2), status=Status.MERGED, merged_into="c1")
    other = replace(case(3), id="c30", kind=Kind.SETTLEMENT)
    a = shot("a", case(1), case(2), case(3), case(4))
    b = shot("b", case(1), merged, other, case(5))
    why = {change.case: (change.what, change.why[0]) for change in compare(a, b).cases}
    assert why == {
        "c2": ("removed", "merged into case c1 in b"),
        "c3": ("removed", "in b the same items tell of settlement case c30 of Acme"),
        "c4": ("removed", "in b no item tells of it"),
        "c5": ("added", "in a no item tells of it"),
        "c30": ("added", "in a the same items tell of fine case c3 of Acme"),
    }


def test_companies_differ_by_their_totals() -> None:
    """Only the sums and counts that moved are listed."""
    fine = KindTotals(standing=Total(count=1, usd=Decimal(5)))
    a = Snapshot(run="a", tallies={"Acme": Tally(group="Acme", kinds={Kind.FINE: fine})})
    b = Snapshot(run="b", tallies={"Acme": Tally(group="Acme")})
    diff = compare(a, b)
    assert (dict(diff.companies[0].fields), list(lines(diff))[-1]) == (
        {"fine.standing.count": ("1", "0"), "fine.standing.usd": ("5", "0")},
        "1 companies and 0 cases differ; 0 and 0 are the same",
    )


def test_a_snapshot_is_the_latest_of_the_compacted_topics(log: Log) -> None:
    """Later records win; a tombstone takes a case out."""
    topics = Topics()
    log.ensure(topics.all())
    put(log, topics.cases.name, "c1", case(1))
    put(log, topics.cases.name, "c1", case(1, amount=Decimal(7)))
    put(log, topics.cases.name, "c2", case(2))
    log.append([Message(topic=topics.cases.name, key=b"c2", value=None)])
    found = snapshot(log, topics).cases
    assert {key: one.amount for key, one in found.items()} == {"c1": Decimal(7)}


@pytest.mark.kafka
def test_a_replay_is_byte_identical_on_kafka_too(kafka: str, tmp_path: Path, bench: Bench) -> None:
    """The same files on both logs: the same keys, values and times, partition by partition."""
    file = tmp_path / "items.jsonl"
    rows = [{"id": f"i{n}", "title": f"T{n}", "published": "2026-01-01"} for n in range(50)]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    name = f"kafka-{tmp_path.name[-20:].lower().replace('_', '-')}"
    other = broker.connect(kafka)
    try:
        for log in (bench.log, other):
            chosen = plan(bench, name, files=(file,), folder=tmp_path / str(id(log)))
            replay(log, chosen, now=NOW)
        same = checksum(other, Topics(run=name)) == checksum(bench.log, Topics(run=name))
    finally:
        drop(other, name, now=NOW)
        other.close()
    assert same
