"""One worker's exactly-once writing: what events produced waits for the events to be finished.

A record that an event produced, its table changes included, is held together with the event's
place. When the event's offset may be committed, its records and the offset are written in one
transaction: after a crash both are there, or neither. A record produced outside any event waits
only for the next write.
"""

import asyncio
from collections.abc import Callable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from broker.embedded.database import connect, explained
from broker.embedded.partitioner import partition_for
from broker.embedded.write import Writer
from broker.log import Message, Partition


class Placed(NamedTuple):
    """Where a record came to lie."""

    partition: int
    offset: int
    timestamp: int


class _Entry(NamedTuple):
    order: int
    message: Message
    done: "asyncio.Future[Placed] | None"


class Session:
    """The records that wait, and the connection that writes them."""

    def __init__(self, path: Path, group: str, clock: Callable[[], float]) -> None:
        self._path = path
        self._group = group
        self._clock = clock
        self._order = 0
        self._direct: list[_Entry] = []
        self._held: dict[Partition, list[tuple[int, _Entry]]] = {}
        self._counts: dict[str, int] = {}
        self.failure: BaseException | None = None
        self._connection = connect(path)
        self._writer = Writer(self._connection, path)

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has. Raises `BrokerError` when there is no such topic."""
        count = self._counts.get(topic)
        if count is None:
            with explained(self._path):
                count = self._counts[topic] = len(self._writer.partitions(topic))
        return count

    def partition(self, topic: str, key: bytes | None) -> int:
        """Where a record of `key` goes. Raises `BrokerError` for a missing topic."""
        return partition_for(key, self.partitions(topic))

    def hold(self, source: Partition, offset: int, message: Message) -> None:
        """Write `message` together with the commit that finishes the event at `offset`."""
        self._held.setdefault(source, []).append((offset, self._entry(message, None)))

    def put(self, message: Message, done: "asyncio.Future[Placed]") -> None:
        """Write `message` with the next `settle`, which resolves `done`."""
        if self.failure is not None:
            done.set_exception(self.failure)
            return
        self._direct.append(self._entry(message, done))

    def forget(self, source: Partition) -> None:
        """Drop what unfinished events of a partition produced: it will be produced again."""
        self._held.pop(source, None)

    def settle(self, offsets: Mapping[Partition, int]) -> bool:
        """Write and commit, in the order of sending. Raises `BrokerError` and writes nothing.

        `offsets` are the next offsets to read. Gives whether there was anything to write. After a
        failure nothing is written any more: the records that went with it are gone, and a later
        commit would pass them.
        """
        if self.failure is not None:
            return False
        entries = self._released(offsets)
        if not entries and not offsets:
            return False
        now = int(self._clock() * 1000)
        messages = [entry.message for entry in entries]
        try:
            with explained(self._path):
                placed = self._writer.write(messages, now=now, group=self._group, offsets=offsets)
        except BaseException as error:
            self._fail(entries, error)
            raise
        for entry, (partition, offset) in zip(entries, placed, strict=True):
            if entry.done is not None and not entry.done.done():
                stamp = entry.message.timestamp
                entry.done.set_result(Placed(partition, offset, now if stamp is None else stamp))
        return True

    def close(self) -> None:
        """Let go of the file. What is still held is dropped: its events were not finished."""
        self._connection.close()

    def _entry(self, message: Message, done: "asyncio.Future[Placed] | None") -> _Entry:
        self._order += 1
        return _Entry(self._order, message, done)

    def _released(self, offsets: Mapping[Partition, int]) -> list[_Entry]:
        entries, self._direct = self._direct, []
        for source, limit in offsets.items():
            held = self._held.pop(source, [])
            entries.extend(entry for offset, entry in held if offset < limit)
            if kept := [pair for pair in held if pair[0] >= limit]:
                self._held[source] = kept
        return sorted(entries, key=itemgetter(0))

    def _fail(self, entries: list[_Entry], error: BaseException) -> None:
        self.failure = error
        self._held.clear()
        for entry in entries:
            if entry.done is not None and not entry.done.done():
                entry.done.set_exception(error)
