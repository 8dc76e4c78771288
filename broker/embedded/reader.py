"""The worker's side of reading: a position in every assigned partition, and new records at once."""

import asyncio
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from faust.types import TP

from broker.embedded import catalog
from broker.embedded.database import connect, explained
from broker.embedded.merge import Merge, Row
from broker.embedded.watch import Watch
from broker.log import Span

_COMMITTED = "SELECT partition, next FROM offsets WHERE consumers = ?"
_FIRST = "SELECT min(offset) FROM records WHERE partition = ?"


class Reader:
    """Reads through a connection of its own, so that it sees the worker's writes as news."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection = connect(path)
        self._watch = Watch(self._connection)
        self._merge = Merge(self._connection, {})
        self._rows: dict[TP, int] = {}
        self._names: dict[int, TP] = {}
        self.news = asyncio.Event()

    def assign(self, partitions: Iterable[TP]) -> None:
        """Read these partitions from now on, each from its first record."""
        self._rows = {}
        with explained(self._path):
            for topic in {tp.topic for tp in partitions}:
                for number, row in enumerate(catalog.partitions(self._connection, topic)):
                    self._rows[TP(topic, number)] = row
            self._names = {row: tp for tp, row in self._rows.items()}
            self._merge = Merge(self._connection, dict.fromkeys(self._names, 0))
            self._merge.look()

    async def fetch(
        self,
        partitions: Iterable[TP],
        limit: int,
        timeout: float,  # noqa: ASYNC109
    ) -> dict[TP, list[Row]]:
        """At most `limit` records, by partition; {} when there are none within `timeout` s."""
        while True:
            self.news.clear()
            rows = self._take(partitions, limit)
            if rows or timeout <= 0:
                return self._by_partition(rows)
            pause = self._watch.pause
            timeout -= pause
            # The worker's own writes ring the bell; those of other processes are polled for.
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self.news.wait()

    def _take(self, partitions: Iterable[TP], limit: int) -> list[Row]:
        with explained(self._path):
            if self._watch.changed() and (gone := self._merge.look()):
                raise catalog.missing(self._names[gone.pop()].topic, self._path)
            return self._merge.take([self._rows[tp] for tp in partitions], limit)

    def _by_partition(self, rows: Iterable[Row]) -> dict[TP, list[Row]]:
        found: dict[TP, list[Row]] = {}
        for row in rows:
            found.setdefault(self._names[row.partition], []).append(row)
        return found

    def rewind(self, group: str, partitions: Iterable[TP], *, latest: bool) -> dict[TP, int]:
        """Go back to what `group` committed, else to the first record (`latest`: to the end)."""
        with explained(self._path):
            committed = dict(self._connection.execute(_COMMITTED, (group,)).fetchall())
        spans = self.spans(partitions)
        found: dict[TP, int] = {}
        for tp, span in spans.items():
            start = committed.get(self._rows[tp], span.end if latest else span.first)
            found[tp] = max(start, span.first)
            self.seek(tp, found[tp])
        return found

    def seek(self, tp: TP, offset: int) -> None:
        """Go on at `offset`."""
        self._merge.seek(self._rows[tp], offset)

    def position(self, tp: TP) -> int:
        """The next offset to read."""
        return self._merge.position(self._rows[tp])

    def end(self, tp: TP) -> int:
        """The offset after the last record, as of the last look."""
        return self._merge.ends[self._rows[tp]]

    def spans(self, partitions: Iterable[TP]) -> Mapping[TP, Span]:
        """What these partitions hold now."""
        with explained(self._path):
            self._merge.look()
            return {tp: self._span(self._rows[tp]) for tp in partitions}

    def _span(self, row: int) -> Span:
        end = self._merge.ends[row]
        (first,) = self._connection.execute(_FIRST, (row,)).fetchone()
        return Span(end if first is None else first, end)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
