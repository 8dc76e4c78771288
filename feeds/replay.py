"""The archive (or item files) -> the items topic of a shadow run, again and again the same.

Every time in the result comes from the archive, none from now, so replaying the same archive twice
gives the same bytes. Progress is stored with what is published, so a replay that was stopped goes
on where it was; the live run's topics, offsets and state are never touched.
"""

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from broker.log import Log
from feeds.archive import ArchiveIndex, Place
from feeds.publish import Publication, Publisher
from feeds.rehearse import Rehearsal, Source, archived, filed
from feeds.runs import begin, live_run, partitions_of
from feeds.state.store import StateStore
from schemas.topics import LIVE, Topics

_BATCH = 200


class ReplayError(Exception):
    """The replay cannot be done as asked; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """What to replay and into which run.

    `since` and `until` bound the time of the fetch (`until` excluded); `speed` 60 replays an hour
    in a minute, None as fast as it goes. With `files`, items come from JSON lines files and the
    archive is not read. `folder` keeps the replay's progress.
    """

    into: str
    archive: Path
    folder: Path
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    feeds: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    speed: float | None = None
    dry_run: bool = False
    topics: Topics = field(default_factory=Topics)

    @property
    def target(self) -> Topics:
        """The topics of the shadow run."""
        return Topics(run=self.into, partitions=self.topics.partitions)

    def target_on(self, log: Log) -> Topics:
        """The topics of the shadow run, in as many partitions as the live run has on `log`.

        Only so can it take the live run's place; a run that was begun keeps its own.
        """
        live = Topics(run=live_run(log))
        count = partitions_of(log, self.target) or partitions_of(log, live)
        return replace(self.target, partitions=count or self.topics.partitions)

    def describe(self) -> dict[str, object]:
        """What must be the same for a stopped replay to go on."""
        return {
            "archive": "" if self.files else str(self.archive.resolve()),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "feeds": sorted(self.feeds),
            "files": [str(path.resolve()) for path in self.files],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a replay is. `rate` is records a second; `left` the estimated time to the end."""

    done: int
    total: int
    items: int
    rate: float
    left: dt.timedelta | None
    at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """What a replay did. `records` are responses or lines read, `unreadable` of them skipped.

    `resumed` records had been replayed before; `finished` is False if it was stopped.
    """

    run: str
    records: int = 0
    items: int = 0
    unreadable: int = 0
    resumed: int = 0
    by_feed: dict[str, int] = field(default_factory=dict)
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    finished: bool = True


def replay(
    log: Log,
    plan: ReplayPlan,
    *,
    now: dt.datetime,
    on_progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], None] = time.sleep,
    timer: Callable[[], float] = time.monotonic,
) -> ReplayResult:
    """Replay as `plan` says; `now` only dates the run's registry entry. Raises `ReplayError`."""
    _check(plan)
    sources = _sources(plan)
    if plan.dry_run:
        return _count(plan, sources) if _counted(sources) else _tried(plan, sources)
    path = plan.folder / f"replay-{plan.into}.sqlite"
    store = StateStore.open(path)
    try:
        target = plan.target_on(log)
        log.ensure(target.all())
        begin(log, plan.into, source="files" if plan.files else "archive", now=now)
        run = _Replay(
            log,
            plan,
            target=target,
            store=store,
            sources=sources,
            on_progress=on_progress,
            sleep=sleep,
            timer=timer,
        )
        return run.go(stop)
    finally:
        store.close()


class _Replay:
    def __init__(
        self,
        log: Log,
        plan: ReplayPlan,
        *,
        target: Topics,
        store: StateStore,
        sources: Sequence[Source],
        on_progress: Callable[[Progress], None],
        sleep: Callable[[float], None],
        timer: Callable[[], float],
    ) -> None:
        self._plan = plan
        self._store = store
        self._sources = sources
        self._on_progress = on_progress
        self._sleep = sleep
        self._timer = timer
        self._publisher = Publisher(log, store)
        self._rehearsal = Rehearsal(target, store)
        self._items = 0
        self._by_feed: dict[str, int] = {}

    def go(self, stop: Callable[[], bool]) -> ReplayResult:
        self._publisher.resume()
        begun = self._go_on()
        started = self._timer()
        done = begun
        for batch in self._batches(started, stop):
            done += len(batch)
            self._publish(batch, done)
            self._tell(done, begun, started, batch[-1])
            if stop():
                break
        handled = self._sources[: done - begun]
        whole = [source.when for source in handled if source.publishes]
        return ReplayResult(
            run=self._plan.into,
            records=done - begun,
            items=self._items,
            unreadable=self._rehearsal.unreadable,
            resumed=begun,
            by_feed=dict(sorted(self._by_feed.items())),
            first=whole[0] if whole else None,
            last=whole[-1] if whole else None,
            finished=len(handled) == len(self._sources),
        )

    def _go_on(self) -> int:
        """Leave out what was replayed before; gives how many records that were."""
        mark = self._store.mark("replay")
        if mark is None:
            return 0
        done = int(str(mark["done"]))
        if mark["plan"] != self._plan.describe():
            raise ReplayError(
                f"run {self._plan.into!r} holds a replay with other options; take another name "
                "with --into, or add --drop to begin this one again"
            )
        if self._plan.files:
            self._sources = self._sources[done:]
            return done
        if "place" not in mark:  # a count says nothing once the archive has dropped a file
            raise ReplayError(
                f"an earlier version replayed into run {self._plan.into!r} and did not keep where "
                "in the archive it was; take another name with --into, or add --drop to begin "
                "this one again"
            )
        place = Place(**mark["place"])  # type: ignore[arg-type]
        self._sources = _sources(self._plan, after=place)
        return done

    def _batches(self, started: float, stop: Callable[[], bool]) -> Iterator[list[Source]]:
        batch: list[Source] = []
        origin = next((s.when for s in self._sources if s.publishes), None)
        for source in self._sources:
            wait = self._wait(source, origin, started)
            if wait > 0 and batch:
                yield batch
                batch = []
            while wait > 0 and not stop():
                self._sleep(min(wait, 0.5))
                wait = self._wait(source, origin, started)
            if stop():
                break
            batch.append(source)
            if len(batch) >= _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _wait(self, source: Source, origin: dt.datetime | None, started: float) -> float:
        """Seconds until `source` is to be told, at the speed asked for."""
        speed = self._plan.speed
        if not speed or origin is None or not source.publishes or source.when is None:
            return 0.0
        due = (source.when - origin).total_seconds() / speed
        return due - (self._timer() - started)

    def _publish(self, batch: Sequence[Source], done: int) -> None:
        steps = list(self._rehearsal.steps(batch))
        mark: dict[str, object] = {"plan": self._plan.describe(), "done": done}
        if (place := batch[-1].place) is not None:
            mark["place"] = place.to_dict()
        steps[-1] = self._rehearsal.marked(steps[-1], "replay", mark)
        self._publisher.publish([Publication(step=step) for step in steps])
        for step in steps:
            items = self._rehearsal.items_of(step)
            self._items += items
            if items:
                self._by_feed[step.feed] = self._by_feed.get(step.feed, 0) + items

    def _tell(self, done: int, begun: int, started: float, last: Source) -> None:
        elapsed = self._timer() - started
        rate = (done - begun) / elapsed if elapsed > 0 else 0.0
        total = begun + len(self._sources)
        left = total - done
        self._on_progress(
            Progress(
                done=done,
                total=total,
                items=self._items,
                rate=rate,
                left=dt.timedelta(seconds=left / rate) if rate else None,
                at=last.when,
            )
        )


def _check(plan: ReplayPlan) -> None:
    if plan.into == LIVE:
        raise ReplayError("a replay goes into a run of its own: give --into another name than live")
    if plan.since and plan.until and plan.since >= plan.until:
        raise ReplayError("--from must be before --to")
    if plan.speed is not None and plan.speed <= 0:
        raise ReplayError("--speed must be above 0 (1 is as it happened)")
    missing = [path for path in plan.files if not path.is_file()]
    if missing:
        raise ReplayError(f"{missing[0]}: no such file")
    if not plan.files and not (plan.archive / "index.sqlite").exists():
        raise ReplayError(f"{plan.archive}: no archive there; pull something first")


def _sources(plan: ReplayPlan, after: Place | None = None) -> list[Source]:
    """What is to be replayed, in order; of an archive, what stands behind `after`."""
    if plan.files:
        return list(filed(plan.files, plan.since, plan.until, plan.feeds))
    index = ArchiveIndex.open(plan.archive)
    try:
        told = [*index.find(since=plan.since, until=plan.until, feeds=plan.feeds, after=after)]
        before: list[Place] = []
        if plan.since is not None:
            before = [*index.find(until=plan.since, feeds=plan.feeds, after=after)]
    finally:
        index.close()
    if not told and after is None:
        raise ReplayError("the archive holds nothing in that time for these feeds")
    return [
        *archived(plan.archive, before, publishes=False),
        *archived(plan.archive, told, publishes=True),
    ]


def _counted(sources: Sequence[Source]) -> bool:
    """Whether the index knows how many items each response told: one made again does not."""
    return all(s.items for s in sources if s.publishes and s.place is not None)


def _tried(plan: ReplayPlan, sources: Sequence[Source]) -> ReplayResult:
    """The count by reading every response, with a memory that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        store = StateStore.open(Path(folder) / "tried.sqlite")
        try:
            rehearsal = Rehearsal(plan.target, store)
            found: list[Source] = []
            for first in range(0, len(sources), _BATCH):
                batch = sources[first : first + _BATCH]
                steps = list(rehearsal.steps(batch))
                found += [
                    replace(source, items=rehearsal.items_of(step))
                    for source, step in zip(batch, steps, strict=True)
                ]
                store.intend([replace(step, messages=()) for step in steps])
        finally:
            store.close()
    return replace(_count(plan, found), unreadable=rehearsal.unreadable)


def _count(plan: ReplayPlan, sources: Sequence[Source]) -> ReplayResult:
    told = [source for source in sources if source.publishes]
    by_feed: dict[str, int] = {}
    for source in told:
        by_feed[source.feed] = by_feed.get(source.feed, 0) + source.items
    whens = [source.when for source in told if source.when]
    return ReplayResult(
        run=plan.into,
        records=len(told),
        items=sum(by_feed.values()),
        by_feed=dict(sorted(by_feed.items())),
        first=min(whens, default=None),
        last=max(whens, default=None),
        finished=False,
    )
