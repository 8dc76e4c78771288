"""Outcomes in, durable in archive, state and log: one thread that writes what has gathered.

While one batch is written the next gathers, so a busy puller pays for one transaction per batch
and a quiet one waits for nobody.
"""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Self, TypeVar

import structlog

from broker.log import BrokerError
from feeds.messages import HealthNotes, publication
from feeds.outcome import Outcome
from feeds.publish import Publisher
from schemas.topics import Topics

_BATCH = 500
_LONGEST_WAIT = 30.0
_log = structlog.get_logger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An outcome with the texts of its pages; `answered` is the time of the response."""

    outcome: Outcome
    pages: dict[str, str] = field(default_factory=dict)
    answered: float = 0.0


class Writer:
    """Used as an async context: at its end everything that was put is written.

    `settle` is called in the event loop with each outcome that is durable, and the seconds from
    its response to then. While the log is out of reach, batches wait and are tried again.
    """

    def __init__(
        self,
        publisher: Publisher,
        topics: Topics,
        health_every: dt.timedelta,
        settle: Callable[[Outcome, float], None],
    ) -> None:
        self._publisher = publisher
        self._topics = topics
        self._settle = settle
        self._notes = HealthNotes(health_every)
        self._queue: asyncio.Queue[Done] = asyncio.Queue(maxsize=4 * _BATCH)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="feeds-write")
        self._task: asyncio.Task[None] | None = None
        self._busy = False
        self._closing = asyncio.Event()

    def write_to(self, topics: Topics) -> None:
        """Publish to another run's topics from the next batch on."""
        self._topics = topics

    @property
    def idle(self) -> bool:
        """Whether all that was put is written."""
        return not self._busy and self._queue.empty()

    async def put(self, done: Done) -> None:
        """Take an outcome; waits while too many wait already."""
        await self._queue.put(done)

    def check(self) -> None:
        """Raises what the writing ended with, if it did: pulling on would lose everything."""
        if self._task is not None and self._task.done():
            self._task.result()

    async def do(self, work: Callable[[], T]) -> T:
        """Run `work` in the writing thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=True)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._write_all())
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._task is not None
        self._closing.set()
        while not self._task.done() and not self.idle:
            await asyncio.wait({self._task}, timeout=0.01)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._closing.clear()

    async def _write_all(self) -> None:
        while True:
            batch = [await self._queue.get()]
            self._busy = True
            while len(batch) < _BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            await self._write(batch)
            self._busy = False
            ended = time.perf_counter()
            for done in batch:
                seconds = ended - done.answered if done.outcome.revisions else 0.0
                self._settle(done.outcome, seconds)

    async def _write(self, batch: Sequence[Done]) -> None:
        try:
            await self.do(lambda: self._publish(batch))
        except BrokerError as error:
            _log.warning("log out of reach; what was pulled waits in the outbox", error=str(error))
            await self._retry()

    def _publish(self, batch: Sequence[Done]) -> None:
        # In the writing thread, where the run is turned, too: nothing made for the old run is
        # appended after it was copied.
        self._publisher.publish(
            [publication(done.outcome, done.pages, self._topics, self._notes) for done in batch]
        )

    async def _retry(self) -> None:
        wait = 1.0
        while not self._closing.is_set():  # at the end the outbox keeps it for the next start
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), wait)
            try:
                await self.do(self._publisher.resume)
            except BrokerError as error:
                _log.warning("log still out of reach", error=str(error))
                wait = min(wait * 2, _LONGEST_WAIT)
            else:
                return
