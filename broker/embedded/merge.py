"""Read several partitions in the order their records were appended, whatever the partition.

That order is what makes a replay byte-identical: a worker meets the records of one topic, and of
all its topics, exactly as they were written.
"""

import sqlite3
from collections import deque
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heapreplace
from typing import NamedTuple

_CHUNK = 200
_SELECT = (
    "SELECT seq, partition, offset, timestamp, key, headers, value FROM records"
    " WHERE partition = ? AND offset >= ? AND offset < ? ORDER BY offset LIMIT ?"
)


class Row(NamedTuple):
    """One record as stored; `partition` is a row id, `headers` are still encoded."""

    seq: int
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    headers: bytes | None
    value: bytes | None


class Merge:
    """A position in each of some partitions (row ids), and what was read ahead of it."""

    def __init__(self, connection: sqlite3.Connection, start: Mapping[int, int]) -> None:
        self._connection = connection
        self._ahead: dict[int, deque[Row]] = {row: deque() for row in start}
        self._fetched = dict(start)
        self.ends: dict[int, int] = {}

    def look(self) -> set[int]:
        """Take note of how far every partition reaches now; gives those that are gone."""
        self.ends = dict(self._connection.execute("SELECT id, end FROM partitions").fetchall())
        return self._fetched.keys() - self.ends.keys()

    def seek(self, row: int, offset: int) -> None:
        """Go on at `offset` in this partition."""
        self._ahead[row] = deque()
        self._fetched[row] = offset

    def position(self, row: int) -> int:
        """The next offset to hand out (or the first one after a gap before it)."""
        ahead = self._ahead[row]
        return ahead[0].offset if ahead else self._fetched[row]

    def take(self, partitions: Iterable[int], limit: int) -> list[Row]:
        """At most `limit` records of these partitions, in order of `seq`, as of the last `look`."""
        heads = [(self._ahead[row][0].seq, row) for row in partitions if self._fill(row)]
        heapify(heads)
        taken: list[Row] = []
        while heads and len(taken) < limit:
            row = heads[0][1]
            ahead = self._ahead[row]
            taken.append(ahead.popleft())
            if ahead or self._fill(row):
                heapreplace(heads, (self._ahead[row][0].seq, row))
            else:
                heappop(heads)
        return taken

    def _fill(self, row: int) -> bool:
        ahead = self._ahead[row]
        if ahead:
            return True
        first, end = self._fetched[row], self.ends.get(row, 0)
        if first >= end:
            return False
        found = self._connection.execute(_SELECT, (row, first, end, _CHUNK)).fetchall()
        ahead.extend(map(Row._make, found))
        self._fetched[row] = ahead[-1].offset + 1 if len(found) == _CHUNK else end
        return bool(ahead)
