"""`EmbeddedLog`: the `Log` contract over one SQLite file, for programs outside Faust."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from broker.embedded import catalog
from broker.embedded.address import path_of
from broker.embedded.compaction import Cleaned, Housekeeping, clean
from broker.embedded.database import connect, explained
from broker.embedded.merge import Merge, Row
from broker.embedded.watch import Watch
from broker.embedded.write import Writer, decode_headers
from broker.log import BrokerError, Message, Partition, Record, Span
from schemas.topics import TopicSpec

_IDLE_BATCH_SECONDS = 0.5
_SPANS = (
    "SELECT number, coalesce((SELECT min(offset) FROM records WHERE partition = partitions.id),"
    " end), end FROM partitions JOIN topics ON topic = topics.id WHERE name = ?"
)
_OFFSET_AT = (
    "SELECT number, coalesce((SELECT min(offset) FROM records"
    " WHERE partition = partitions.id AND timestamp >= ?), end)"
    " FROM partitions JOIN topics ON topic = topics.id WHERE name = ?"
)
_COMMITTED = (
    "SELECT number, next FROM offsets JOIN partitions ON partition = partitions.id"
    " JOIN topics ON topic = topics.id WHERE consumers = ? AND name = ?"
)


class EmbeddedLog:
    """A log in one file. Appends wait for the disk; several processes may have the file open."""

    def __init__(self, path: Path, url: str, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._url = url
        self._clock = clock
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = connect(path, durable=True)
        self._writer = Writer(self._connection, path)

    @classmethod
    def open(cls, url: str, *, clock: Callable[[], float] = time.time) -> "EmbeddedLog":
        """Open or create the log at `url`; `clock` gives seconds since the epoch."""
        return cls(path_of(url), url, clock=clock)

    @property
    def url(self) -> str:
        """The address it was opened with."""
        return self._url

    def ensure(self, specs: Iterable[TopicSpec]) -> None:
        """Create the missing topics. Raises `BrokerError` where a partition count differs."""
        with self._exclusive() as connection:
            catalog.ensure(connection, specs)

    def topics(self) -> dict[str, int]:
        """Every topic's name and partition count."""
        with self._exclusive() as connection:
            return catalog.topics(connection)

    def drop(self, names: Iterable[str]) -> None:
        """Delete topics with all their records; unknown names are ignored."""
        with self._exclusive() as connection:
            catalog.drop(connection, names)
            self._writer.forget()

    def append(self, messages: Sequence[Message]) -> list[tuple[int, int]]:
        """Append in order, in one transaction; gives (partition, offset) of each message."""
        with self._exclusive():
            return self._writer.write(messages, now=self._now())

    def commit(self, group: str, offsets: Mapping[Partition, int]) -> None:
        """Store the next offset to read for `group`."""
        with self._exclusive():
            self._writer.write((), now=self._now(), group=group, offsets=offsets)

    def committed(self, group: str, topic: str) -> dict[int, int]:
        """The next offset to read that `group` committed, per partition."""
        return self._by_partition(topic, _COMMITTED, (group, topic))

    def offset_at(self, topic: str, timestamp: int) -> dict[int, int]:
        """Per partition, the first offset at or after `timestamp` (ms); its end if none is."""
        return self._by_partition(topic, _OFFSET_AT, (timestamp, topic))

    def spans(self, topic: str) -> dict[int, Span]:
        """The first and end offset of every partition."""
        with self._exclusive() as connection:
            self._known(connection, topic)
            found = connection.execute(_SPANS, (topic,)).fetchall()
        return {number: Span(first, end) for number, first, end in found}

    def compact(self, now: float | None = None, *, rules: Housekeeping | None = None) -> Cleaned:
        """Drop replaced and expired records as of `now` (seconds since the epoch).

        Cheap when there is little to do, so it may be called every few minutes, from any thread
        of any process.
        """
        moment = self._clock() if now is None else now
        with explained(self._path), closing(connect(self._path)) as connection:
            return clean(connection, int(moment * 1000), rules or Housekeeping())

    def read(
        self,
        topics: Sequence[str],
        *,
        start: Mapping[Partition, int] | None = None,
        follow: bool = False,
        stop: Callable[[], bool] = lambda: False,
        batch: int = 500,
    ) -> Iterator[list[Record]]:
        """Batches in the order of appending, across partitions too; see `Log.read`."""
        with self._exclusive() as connection:
            names = {
                row: Partition(topic, number)
                for topic in topics
                for number, row in enumerate(self._known(connection, topic))
            }
            begin = {row: max(0, (start or {}).get(name, 0)) for row, name in names.items()}
            merge = Merge(connection, begin)
            merge.look()
        if follow:
            return self._follow(names, begin, stop, batch)
        return self._upto(names, begin, merge.ends, stop, batch)

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _upto(
        self,
        names: Mapping[int, Partition],
        begin: Mapping[int, int],
        ends: dict[int, int],
        stop: Callable[[], bool],
        batch: int,
    ) -> Iterator[list[Record]]:
        with explained(self._path), closing(connect(self._path)) as connection:
            merge = Merge(connection, begin)
            merge.ends = ends
            while not stop() and (rows := merge.take(names, batch)):
                yield _records(rows, names)

    def _follow(
        self,
        names: Mapping[int, Partition],
        begin: Mapping[int, int],
        stop: Callable[[], bool],
        batch: int,
    ) -> Iterator[list[Record]]:
        with explained(self._path), closing(connect(self._path)) as connection:
            merge, watch = Merge(connection, begin), Watch(connection)
            idle = 0.0
            while not stop():
                if watch.changed() and (gone := merge.look()):
                    raise catalog.missing(names[gone.pop()].topic, self._path)
                rows = merge.take(names, batch)
                if rows or idle >= _IDLE_BATCH_SECONDS:
                    idle = 0.0
                    yield _records(rows, names)
                else:
                    idle += watch.pause
                    time.sleep(watch.pause)

    def _by_partition(self, topic: str, query: str, values: Sequence[object]) -> dict[int, int]:
        with self._exclusive() as connection:
            self._known(connection, topic)
            return dict(connection.execute(query, values).fetchall())

    def _known(self, connection: sqlite3.Connection, topic: str) -> tuple[int, ...]:
        rows = catalog.partitions(connection, topic)
        if not rows:
            raise catalog.missing(topic, self._path)
        return rows

    def _now(self) -> int:
        return int(self._clock() * 1000)

    @contextmanager
    def _exclusive(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._connection is None:
                raise BrokerError(f"log {self._path}: is closed")
            with explained(self._path):
                yield self._connection


def _records(rows: Sequence[Row], names: Mapping[int, Partition]) -> list[Record]:
    return [
        Record(
            *names[row.partition],
            offset=row.offset,
            timestamp=row.timestamp,
            key=row.key,
            value=row.value,
            headers=decode_headers(row.headers),
        )
        for row in rows
    ]
