"""The archive's index: which record of which file holds what of which feed, in a SQLite file.

It can be made again from the WARC files alone (`rebuild`); a record it does not list was written
in the instant of a crash, and its poll was repeated.
"""

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from broker.write_ahead import write_ahead

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records(
  fetched INTEGER NOT NULL, feed TEXT NOT NULL, file TEXT NOT NULL, start INTEGER NOT NULL,
  length INTEGER NOT NULL, items INTEGER NOT NULL, PRIMARY KEY(file, start)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_time ON records(fetched, file, start);
CREATE INDEX IF NOT EXISTS by_feed ON records(feed, fetched);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one archived response stands. `fetched` is in microseconds since the epoch."""

    fetched: int
    feed: str
    file: str
    start: int
    length: int
    items: int

    @property
    def when(self) -> dt.datetime:
        """The time it was fetched, aware UTC."""
        return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=self.fetched)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; `Place(**d)` is the way back."""
        return asdict(self)


def micros(moment: dt.datetime) -> int:
    """Microseconds since the epoch, exact."""
    return (moment - dt.datetime.fromtimestamp(0, dt.UTC)) // dt.timedelta(microseconds=1)


class ArchiveIndex:
    """One open index. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in `folder`, made if it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "index.sqlite"
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA busy_timeout=10000")
        write_ahead(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_SCHEMA)
        return cls(connection)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def add(self, places: Iterable[Place]) -> None:
        """Write entries; those that stand already are written again."""
        rows = [(p.fetched, p.feed, p.file, p.start, p.length, p.items) for p in places]
        if rows:
            with self._lock:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany("INSERT OR REPLACE INTO records VALUES(?,?,?,?,?,?)", rows)
                self._db.execute("COMMIT")

    def find(
        self,
        *,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        feeds: Iterable[str] = (),
        after: Place | None = None,
    ) -> Iterator[Place]:
        """Places in order of time: from `since` on, before `until`, of `feeds` (all if none).

        `after` goes on behind a place that was handled.
        """
        where, values = ["1"], list[Any]()
        if since is not None:
            where, values = [*where, "fetched >= ?"], [*values, micros(since)]
        if until is not None:
            where, values = [*where, "fetched < ?"], [*values, micros(until)]
        wanted = sorted(set(feeds))
        if wanted:
            where = [*where, f"feed IN ({','.join('?' * len(wanted))})"]
            values = [*values, *wanted]
        if after is not None:
            where = [*where, "(fetched, file, start) > (?,?,?)"]
            values = [*values, after.fetched, after.file, after.start]
        sql = f"SELECT * FROM records WHERE {' AND '.join(where)} ORDER BY fetched, file, start"  # noqa: S608
        with self._lock:
            rows = self._db.execute(sql, values).fetchall()
        for fetched, feed, file, start, length, items in rows:
            yield Place(
                fetched=fetched, feed=feed, file=file, start=start, length=length, items=items
            )

    def end_of(self, file: str) -> int:
        """The first byte of `file` behind its last listed record; 0 if none is listed."""
        sql = "SELECT max(start + length) FROM records WHERE file=?"
        with self._lock:
            row = self._db.execute(sql, (file,)).fetchone()
        return int(row[0] or 0)

    def last_of(self, file: str) -> int | None:
        """When the newest listed record of `file` was fetched, in microseconds."""
        with self._lock:
            row = self._db.execute(
                "SELECT max(fetched) FROM records WHERE file=?", (file,)
            ).fetchone()
        return None if row[0] is None else int(row[0])

    def drop_file(self, file: str) -> None:
        """Forget every record of `file`."""
        with self._lock:
            self._db.execute("DELETE FROM records WHERE file=?", (file,))
