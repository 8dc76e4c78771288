"""The embedded log as a Faust transport, for `broker="sqlite:///path"`.

In goes the address of the log, out come a consumer, a producer and what they share: one session
(held records, one writing connection), one reader, one lock. Conductor, fetcher and table recovery
are Faust's own. Written against faust-streaming 0.15.3.

Exactly once: set `processing_guarantee` to Faust's default, at least once; the session adds the
rest. Tables must be in memory (`store="memory://"`), because a store on disk would keep what a
crash undid in the log.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar, cast

from faust.transport import base
from faust.types import TP, AppT
from faust.types.transports import ConsumerT, ProducerT
from yarl import URL

from broker.embedded.address import path_of
from broker.embedded.consumer import Consumer
from broker.embedded.lock import WorkerLock
from broker.embedded.log import EmbeddedLog
from broker.embedded.producer import Producer
from broker.embedded.reader import Reader
from broker.embedded.session import Session
from broker.log import BrokerError, Partition
from schemas.topics import TopicSpec

LINGER_SECONDS = 0.01
"""How long finished events wait for others to be written with them."""


class Transport(base.Transport):
    """One worker on one log."""

    Consumer: ClassVar[type[ConsumerT]] = Consumer
    Producer: ClassVar[type[ProducerT]] = Producer

    driver_version = f"sqlite={sqlite3.sqlite_version}"

    def __init__(
        self, url: list[URL], app: AppT, loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        super().__init__(url, app, loop)
        self._url = str(url[0])
        self._path = path_of(self._url)
        self._members = 0
        self._session: Session | None = None
        self._reader: Reader | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._lock: WorkerLock | None = None
        self._crashing: asyncio.Future[None] | None = None
        self.on_settle: Callable[[], bool] = self._write_direct

    @property
    def lock(self) -> WorkerLock:
        """The lock that keeps a second worker of this app away from the log."""
        if self._lock is None:
            self._lock = WorkerLock(self._path, self.app.conf.id)
        return self._lock

    @property
    def session(self) -> Session:
        """What waits to be written. Raises `BrokerError` before the first `join`."""
        if self._session is None:
            raise BrokerError(f"log {self._path}: is not open yet")
        return self._session

    @property
    def reader(self) -> Reader:
        """Where the worker reads. Raises `BrokerError` before the first `join`."""
        if self._reader is None:
            raise BrokerError(f"log {self._path}: is not open yet")
        return self._reader

    def join(self) -> None:
        """Use the log: the first one opens it."""
        if not self._members:
            self._session = Session(self._path, self.app.conf.id, time.time)
            self._reader = Reader(self._path)
        self._members += 1

    def leave(self) -> None:
        """Use it no more: the last one closes it."""
        self._members -= 1
        if not self._members:
            if self._timer is not None:
                self._timer.cancel()
            self.session.close()
            self.reader.close()

    def settle_soon(self) -> None:
        """Write within `LINGER_SECONDS`, together with what comes until then."""
        if self._timer is None:
            self._timer = self.app.loop.call_later(LINGER_SECONDS, self._settle_late)

    def _settle_late(self) -> None:
        try:
            self.settle()
        except Exception as error:  # whatever it is: nothing may be committed past it
            self._crashing = asyncio.ensure_future(cast(Any, self.app).crash(error))

    def settle(self) -> bool:
        """Write everything that may be written now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return self.on_settle() if self._members else False

    def write(self, offsets: Mapping[TP, int]) -> bool:
        """Write what these commits release, and tell the reader."""
        written = self.session.settle({Partition(*tp): at for tp, at in offsets.items()})
        if written:
            self.reader.news.set()
        return written

    def _write_direct(self) -> bool:
        return self.write({})

    def create_topic(
        self, name: str, partitions: int, *, compacted: bool, retention_seconds: float | None
    ) -> None:
        """Create a topic if it is missing."""
        keep = None if retention_seconds is None else timedelta(seconds=retention_seconds)
        log = EmbeddedLog(self._path, self._url)
        try:
            if name not in log.topics():
                spec = TopicSpec(
                    name=name, partitions=partitions, compacted=compacted, retention=keep
                )
                log.ensure([spec])
        finally:
            log.close()

    def compact(self) -> None:
        """Clear away what is replaced or too old; safe in another thread."""
        log = EmbeddedLog(self._path, self._url)
        try:
            log.compact()
        finally:
            log.close()
