"""The pull loop: polls what is due, reads what changed, and hands it to the publisher.

One task a fetch (bounded), a few threads for reading, one thread that writes. Decisions are in
`interpret`, `outcome`, `schedule` and `queue`; this is the thin shell around them.
"""

import asyncio
import contextlib
import datetime as dt
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlsplit

import structlog

from broker.log import BrokerError, Log
from feeds.archive import ArchiveWriter
from feeds.catalog import Catalog, Feed
from feeds.fetch import Client, FetchError, Response
from feeds.fulltext import with_full_text
from feeds.interpret import Verdict, conditions, interpret
from feeds.outcome import (
    Outcome,
    Poll,
    from_changed,
    from_failure,
    from_refusal,
    from_unchanged,
)
from feeds.oversize import without_oversized
from feeds.publish import Publisher
from feeds.queue import PollQueue
from feeds.runs import catch_up, copy_decisions, earlier_runs, live_run
from feeds.settings import PullSettings
from feeds.state.feed_state import FeedState, Status, adopt
from feeds.state.store import StateStore, Step
from feeds.summary import Summary
from feeds.websub import Subscriber, WebSubSettings
from feeds.writer import Done, Writer
from schemas.topics import LIVE, Topics

_READERS = 4
_LOOK_FOR_PROMOTION = 10.0
_RUN_MARK = "run"  # the run that is written to
_HOUSEKEEPING = dt.timedelta(hours=1)
_log = structlog.get_logger(__name__)


def utc_now() -> dt.datetime:
    """The clock that a puller takes unless it is given another."""
    return dt.datetime.now(dt.UTC)


class Puller:
    """Pulls the feeds of one catalog into one log. Use `run` or `once`, then `close`.

    The log, the state and the archive are the caller's and stay open.
    """

    def __init__(
        self,
        catalog: Catalog,
        log: Log,
        state: StateStore,
        archive: ArchiveWriter | None = None,
        settings: PullSettings | None = None,
        *,
        topics: Topics | None = None,
        client: Client | None = None,
        clock: Callable[[], dt.datetime] = utc_now,
        chance: Callable[[], float] = random.random,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        websub: WebSubSettings | None = None,
    ) -> None:
        self.catalog = catalog
        self.settings = settings or PullSettings()
        self.summary = Summary()
        self._log = log
        self._store = state
        self._archive = archive
        self._topics = topics or Topics()
        self._publisher = Publisher(log, state, archive)
        self._writer = Writer(
            self._publisher, self._topics, self.settings.health_every, self._settle
        )
        self._client = client or Client(self.settings.limits)
        self._clock = clock
        self._chance = chance
        self._on_outcome = on_outcome
        self._queue = PollQueue(self.settings.per_host)
        self._states: dict[str, FeedState] = {}
        self._changed = asyncio.Event()
        self._follows = False
        self._again: set[str] = set()
        self._subscriber = (
            None
            if websub is None
            else Subscriber(
                websub,
                catalog,
                state,
                self._client,
                states=self._states,
                news=self.poll_now,
                clock=clock,
            )
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="feeds-read")

    @property
    def states(self) -> dict[str, FeedState]:
        """The state of every feed, by id (live: for health)."""
        return self._states

    async def run(self, stop: asyncio.Event) -> Summary:
        """Poll until `stop` is set. Fetches under way are dropped then; what was read is written.

        Raises `BrokerError` if the log cannot be reached at the start; later it waits for it.
        """
        await self._start()
        async with self._writer, self._fetching():
            stopped = asyncio.create_task(stop.wait())
            beside = [asyncio.create_task(self._look_after(stop))]
            if self._subscriber is not None:
                beside.append(asyncio.create_task(self._subscriber.run(stop)))
            while not stop.is_set():
                self._launch()
                await self._pause(stopped)
            stopped.cancel()
            await asyncio.gather(*beside)
        return self.summary

    async def once(self) -> Summary:
        """Poll everything that is due now once, publish it, and end."""
        await self._start()
        async with self._writer, self._fetching():
            due = self._clock()
            while True:
                self._launch(due)
                if not self._tasks and self._writer.idle:
                    break
                await self._pause(None)
        return self.summary

    async def close(self) -> None:
        """End the threads and connections."""
        await self._client.close()
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writer.close()

    async def _look_after(self, stop: asyncio.Event) -> None:
        """Now and then: turn to a promoted run, drop what is kept no longer."""
        cleaned = self._clock()
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_FOR_PROMOTION)
            if self._follows:
                with contextlib.suppress(BrokerError):
                    await self._writer.do(self._turn)
            if self._clock() - cleaned >= _HOUSEKEEPING:
                cleaned = self._clock()
                await self._writer.do(self._clean)

    def _clean(self) -> None:
        now = self._clock()
        self._store.forget(now - self.settings.entries_kept)
        if self._archive is not None:
            self._archive.expire(now)

    def _turn(self) -> None:
        name = live_run(self._log)
        if name != self._topics.run:
            self._take_over(name, [self._topics.run])

    def _take_over(self, name: str, written: Sequence[str]) -> None:
        """Write to the run `name` from now on, with what the runs `written` got: there is no gap.

        If the log fails on the way nothing is changed, and the next call does all of it.
        """
        new = replace(self._topics, run=name)
        earlier = [replace(self._topics, run=run) for run in written if run != name]
        if earlier:  # what waits in the outbox is for one of these: it is to be copied, too
            self.summary.resumed += self._publisher.resume()
        for old in earlier:
            catch_up(self._log, old, new)
            copy_decisions(self._log, old, new)
        self._topics = new
        self._writer.write_to(new)
        self._store.intend([Step(at=self._clock(), mark=(_RUN_MARK, {"run": name}))])

    def _written(self, name: str) -> list[str]:
        """The run written to before this start; where that is not known, all before `name`."""
        mark = self._store.mark(_RUN_MARK)
        return [str(mark["run"])] if mark else earlier_runs(self._log, name)

    def poll_now(self, feed_id: str) -> None:
        """Poll one feed as soon as its host allows, whatever its schedule (a hub told of news)."""
        if not self._queue.hasten(feed_id, self._clock()):
            self._again.add(feed_id)  # news that came during a poll may have missed it
        self._changed.set()

    async def _start(self) -> None:
        await self._writer.do(self._open)
        now = self._clock()
        for host, until in self._store.hosts().items():
            if until > now:
                self._queue.block(host, until)
        stored = self._store.feeds()
        for feed in self.catalog:
            if feed.enabled:
                state = adopt(stored.get(feed.id), feed.id, feed.url, now)
                self._states[feed.id] = state
                if state.status is Status.ACTIVE:
                    self._queue.add(feed.id, _host(state.url), state.next_poll)

    def _open(self) -> None:
        self._follows = self._topics.run in {LIVE, live_run(self._log)}
        if self._follows:
            name = live_run(self._log)
            self._take_over(name, self._written(name))
        self._log.ensure(self._topics.all())
        if self._archive is not None:
            self._archive.repair()
        self.summary.resumed += self._publisher.resume()
        self._clean()

    def _launch(self, due: dt.datetime | None = None) -> None:
        """Start fetches while there is room and something is due."""
        self._writer.check()
        now = due or self._clock()
        while len(self._tasks) < self.settings.pool and (taken := self._queue.take(now)):
            task = asyncio.create_task(self._poll(*taken))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._changed.set()

    @contextlib.asynccontextmanager
    async def _fetching(self) -> AsyncIterator[None]:
        """At the end, drop the fetches under way: they are repeated after the next start."""
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pause(self, stopped: "asyncio.Task[bool] | None") -> None:
        """Until a poll ends, the next feed is due, or it is time to stop."""
        due = self._queue.next_due()
        left = (due - self._clock()).total_seconds() if due else 60.0
        full = len(self._tasks) >= self.settings.pool
        timeout = 60.0 if full or stopped is None else min(max(left, 0.001), 60.0)
        changed = asyncio.create_task(self._changed.wait())
        waiting = {changed} | ({stopped} if stopped else set())
        await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()
        self._changed.clear()

    async def _poll(self, feed_id: str, host: str) -> None:
        feed, state = self.catalog[feed_id], self._states[feed_id]
        try:
            done = await self._exchange(feed, state)
        except Exception as fault:  # our own fault: the feed must still be polled again
            _log.exception("a poll ended in a fault", feed=feed_id)
            error = f"internal: {type(fault).__name__}: {fault}"
            done = Done(outcome=from_failure(self._at_now(feed, state), error))
        finally:
            self._queue.done(host)
        await self._writer.put(done)

    async def _exchange(self, feed: Feed, state: FeedState) -> Done:
        try:
            response = await self._client.get(
                state.url, headers=conditions(state), allow_private=feed.allow_private
            )
        except FetchError as error:
            return Done(outcome=from_failure(self._at_now(feed, state), error))
        answered = time.perf_counter()
        poll = self._at_now(feed, state)
        outcome = await self._understand(poll, response)
        outcome, pages = await with_full_text(self._client, outcome)
        return Done(outcome=without_oversized(outcome), pages=pages, answered=answered)

    async def _understand(self, poll: Poll, response: Response) -> Outcome:
        reading = interpret(poll.state, response, poll.at)
        if reading.verdict is Verdict.UNCHANGED:
            return from_unchanged(poll, response, reading)
        if reading.verdict is not Verdict.CHANGED:
            return from_refusal(poll, reading)
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(
            self._readers, from_changed, poll, response, reading, self._store.seen
        )
        try:
            return await asyncio.wait_for(job, self.settings.parse_seconds)
        except TimeoutError:
            detail = f"unreadable: took more than {self.settings.parse_seconds:g} s to read"
            return from_failure(poll, detail, body=response.body)

    def _at_now(self, feed: Feed, state: FeedState) -> Poll:
        return Poll(
            feed=feed,
            state=state,
            at=self._clock(),
            settings=self.settings,
            chance=self._chance(),
            pushed=self._subscriber is not None and self._subscriber.holds(feed.id),
        )

    def _settle(self, outcome: Outcome, seconds: float) -> None:
        """Take over the state that was written, and put the feed back into the queue."""
        feed, state = outcome.feed, outcome.state
        self._states[feed.id] = state
        self.summary.count(outcome)
        self.summary.slowest = max(self.summary.slowest, seconds)
        host = _host(state.url)
        if outcome.throttle is not None:
            self._queue.block(host, outcome.throttle)
            self._store.throttle(host, outcome.throttle)
        if state.status is Status.ACTIVE:
            again = feed.id in self._again
            self._queue.add(feed.id, host, self._clock() if again else state.next_poll)
        self._again.discard(feed.id)
        if outcome.verdict in {Verdict.FAILED, Verdict.GONE, Verdict.THROTTLED}:
            _log.info("feed failed", feed=feed.id, error=state.error, failures=state.failures)
        self._changed.set()
        self._on_outcome(outcome)


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()
