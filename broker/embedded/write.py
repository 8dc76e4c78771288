"""Append records and commit offsets, both in one transaction."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from broker.embedded import catalog
from broker.embedded.database import transaction
from broker.embedded.partitioner import partition_for
from broker.log import BrokerError, Message, Partition

_INSERT = (
    "INSERT INTO records (seq, partition, offset, timestamp, key, headers, value)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_COMMIT = (
    "INSERT INTO offsets (consumers, partition, next) VALUES (?, ?, ?)"
    " ON CONFLICT (consumers, partition) DO UPDATE SET next = excluded.next"
)


class Writer:
    """Writes through one connection; not safe for several threads at once."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._rows: dict[str, tuple[int, ...]] = {}

    def partitions(self, topic: str) -> tuple[int, ...]:
        """The row ids of a topic's partitions. Raises `BrokerError` when there is no such topic."""
        rows = self._rows.get(topic)
        if rows is None:
            rows = catalog.partitions(self._connection, topic)
            if not rows:
                raise catalog.missing(topic, self._path)
            self._rows[topic] = rows
        return rows

    def forget(self) -> None:
        """Look topics up again: some may have been dropped."""
        self._rows.clear()

    def write(
        self,
        messages: Sequence[Message],
        *,
        now: int,
        group: str = "",
        offsets: Mapping[Partition, int] | None = None,
    ) -> list[tuple[int, int]]:
        """Append `messages` in order and commit `offsets` for `group`: both, or neither.

        `now`, in milliseconds, stamps the messages that carry no time. Gives (partition, offset)
        of each message.
        """
        try:
            with transaction(self._connection):
                placed = self._append(messages, now)
                self._commit(group, offsets or {})
        except BaseException:
            self.forget()
            raise
        return placed

    def _append(self, messages: Sequence[Message], now: int) -> list[tuple[int, int]]:
        if not messages:
            return []
        (seq,) = self._connection.execute("SELECT next FROM counter").fetchone()
        placed: list[tuple[int, int]] = []
        rows: list[tuple[object, ...]] = []
        ends: dict[int, int] = {}
        for message in messages:
            number, row = self._place(message)
            offset = ends[row] if row in ends else self._end(row, message.topic)
            ends[row] = offset + 1
            stamp = now if message.timestamp is None else message.timestamp
            headers = encode_headers(message.headers) if message.headers else None
            rows.append((seq, row, offset, stamp, message.key, headers, message.value))
            placed.append((number, offset))
            seq += 1
        self._connection.executemany(_INSERT, rows)
        self._connection.executemany(
            "UPDATE partitions SET end = ? WHERE id = ?", [(end, row) for row, end in ends.items()]
        )
        self._connection.execute("UPDATE counter SET next = ?", (seq,))
        return placed

    def _place(self, message: Message) -> tuple[int, int]:
        rows = self.partitions(message.topic)
        number = message.partition
        if number is None:
            number = partition_for(message.key, len(rows))
        if not 0 <= number < len(rows):
            raise BrokerError(f"topic {message.topic!r} has no partition {number}")
        return number, rows[number]

    def _end(self, row: int, topic: str) -> int:
        found = self._connection.execute(
            "SELECT end FROM partitions WHERE id = ?", (row,)
        ).fetchone()
        if found is None:  # dropped since it was looked up
            raise catalog.missing(topic, self._path)
        return int(found[0])

    def _commit(self, group: str, offsets: Mapping[Partition, int]) -> None:
        rows = []
        for (topic, number), offset in offsets.items():
            partitions = self.partitions(topic)
            if not 0 <= number < len(partitions):
                raise BrokerError(f"topic {topic!r} has no partition {number}")
            rows.append((group, partitions[number], offset))
        self._connection.executemany(_COMMIT, rows)


def encode_headers(headers: Sequence[tuple[str, bytes]]) -> bytes:
    """Headers as stored: JSON, with each value's bytes as the characters of the same number."""
    return orjson.dumps([[name, value.decode("latin-1")] for name, value in headers])


def decode_headers(stored: bytes | None) -> tuple[tuple[str, bytes], ...]:
    """The opposite of `encode_headers`."""
    if stored is None:
        return ()
    return tuple((name, value.encode("latin-1")) for name, value in orjson.loads(stored))
