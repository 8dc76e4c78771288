"""One SQLite file of derived rows: one writer, and a reading connection for every thread.

The file is scratch (no fsync): when it is lost or of another layout it is rebuilt from the log.
Without a path, or when another dashboard keeps its rows there, it lies in a temporary folder that
goes away on `close`.
"""

import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from dashboard.model.claim import claim
from dashboard.model.layout import DATA_TABLES, INDEXES, LAYOUT, TABLES

Row = sqlite3.Row
logger = structlog.get_logger("regwatch.dashboard")


class Database:
    """Opens or rebuilds the file at `path`; `origin` says which log and run it was made from."""

    def __init__(self, path: Path | None, *, origin: str) -> None:
        self._claim = claim(path) if path else None
        if path and self._claim is None:
            logger.warning(
                "kept by another dashboard or not to be written: reading the log anew",
                file=str(path),
            )
            path = None
        self._scratch = None if path else tempfile.TemporaryDirectory(prefix="regwatch-")
        self.path = path or Path(self._scratch.name if self._scratch else ".") / "model.db"
        self._origin = f"{LAYOUT} {origin}"
        self._local = threading.local()
        self._readers: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._lock = threading.Lock()
        self._closed = False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = self._open_writer()
        self._writer.execute("PRAGMA cache_size=-65536")
        self._writer.execute("PRAGMA wal_autocheckpoint=8000")
        self._write_lock = threading.RLock()

    def _open_writer(self) -> sqlite3.Connection:
        writer = self._connect()
        if self._made_from(writer) == self._origin:
            return writer
        writer.close()
        self._remove()
        writer = self._connect()
        writer.executescript(TABLES)
        writer.execute("INSERT INTO about VALUES ('origin', ?)", (self._origin,))
        return writer

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-8192")
        connection.execute("PRAGMA mmap_size=1073741824")
        return connection

    @staticmethod
    def _made_from(connection: sqlite3.Connection) -> str | None:
        try:
            row = connection.execute("SELECT value FROM about WHERE name = 'origin'").fetchone()
        except sqlite3.DatabaseError:
            return None
        return None if row is None else str(row[0])

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)

    def index(self) -> None:
        """Make the indexes that are missing."""
        with self.write() as connection:
            for statement in filter(str.strip, INDEXES.split(";")):
                connection.execute(statement)

    def rebuild(self) -> None:
        """Empty every table: the log is not the one that the rows were made from."""
        with self.write() as connection:
            for name in DATA_TABLES:
                connection.execute(f"DELETE FROM {name}")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction; readers see all of it or nothing."""
        with self._write_lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    def all(self, sql: str, params: Any = ()) -> list[Row]:
        """Every row of a query, on this thread's own connection."""
        return self._reader().execute(sql, params).fetchall()

    def each(self, sql: str, params: Any = ()) -> Iterator[Row]:
        """The rows of a query one after the other, for more than should be held at once."""
        return self._reader().execute(sql, params)

    def one(self, sql: str, params: Any = ()) -> Row | None:
        """The first row of a query, or None."""
        row: Row | None = self._reader().execute(sql, params).fetchone()
        return row

    def _reader(self) -> sqlite3.Connection:
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._connect()
            reader.execute("PRAGMA query_only=ON")
            self._local.reader = reader
            self._keep(reader)
        return reader

    def _keep(self, reader: sqlite3.Connection) -> None:
        """Note this thread's connection and close those of threads that have ended.

        A server's threads end when they are idle: without that every new one would cost files.
        """
        with self._lock:
            kept = [(threading.current_thread(), reader)]
            for thread, other in self._readers:
                if thread.is_alive():
                    kept.append((thread, other))
                else:
                    other.close()
            self._readers = kept

    def close(self) -> None:
        """Close every connection and drop a temporary file; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        with self._lock:
            for _, reader in self._readers:
                reader.close()
        self._writer.close()
        if self._claim is not None:
            self._claim.close()
        if self._scratch is not None:
            self._scratch.cleanup()
