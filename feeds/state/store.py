"""The state file: feeds, seen entries, throttled hosts, and the outbox of what is to be published.

`intend` writes a batch's new states and its messages in one transaction; the messages stay in the
outbox until `published` says that the log has them. A crash between the two loses nothing: the
next start finds the outbox and publishes what the log lacks (feeds.publish).
"""

import datetime as dt
import fcntl
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import orjson
from pydantic import TypeAdapter

from broker.log import Message
from broker.write_ahead import write_ahead
from feeds.revise import Seen
from feeds.state.feed_state import FeedState

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feeds(id TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries(
  feed TEXT, item TEXT, hash TEXT, revision INTEGER, deleted INTEGER, published REAL, shown REAL,
  PRIMARY KEY(feed, item)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hosts(host TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox(
  seq INTEGER PRIMARY KEY, topic TEXT, key BLOB, value BLOB, timestamp INTEGER);
CREATE TABLE IF NOT EXISTS unindexed(seq INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS marks(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""
_STATE = TypeAdapter(FeedState)
_MOST_VALUES = 500


class StateError(Exception):
    """The state cannot be used: the message says what to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one poll changes: the feed's state, entries to remember, messages to publish.

    `shown` are the ids the document showed; `unindexed` describes archived records (plain JSON)
    whose place in the archive's index is written once the step is safe.
    """

    state: FeedState | None = None
    feed: str = ""
    seen: Mapping[str, Seen] | None = None
    shown: Iterable[str] = ()
    messages: Sequence[Message] = ()
    unindexed: Sequence[Mapping[str, object]] = ()
    at: dt.datetime
    mark: tuple[str, Mapping[str, object]] | None = None


class StateStore:
    """One open state file. Safe to use from several threads; one process at a time may write."""

    def __init__(self, connection: sqlite3.Connection, path: Path, lock: IO[str] | None) -> None:
        self._db = connection
        self._lock = threading.Lock()
        self._path = path
        self._owner = lock

    @classmethod
    def open(cls, path: Path, *, writer: bool = True) -> Self:
        """Open or make the file at `path`. Raises `StateError` if another writer has it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        owner = _own(path) if writer else None
        try:
            connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            connection.execute("PRAGMA busy_timeout=10000")
            write_ahead(connection)
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StateError(
                f"{path}: cannot be used ({error}); move the file away to start afresh"
            ) from error
        return cls(connection, path, owner)

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        with self._lock:
            self._db.close()
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    def feeds(self) -> dict[str, FeedState]:
        """Every feed's state by id."""
        rows = self._rows("SELECT id, data FROM feeds")
        return {row[0]: _STATE.validate_json(row[1]) for row in rows}

    def seen(self, feed: str, items: Sequence[str] | None = None) -> dict[str, Seen]:
        """What is remembered of these items of `feed` (None: of all of them), by id."""
        sql = "SELECT item, hash, revision, deleted, published FROM entries WHERE feed=?"
        if items is None:
            rows = self._rows(sql, (feed,))
        else:
            rows = []
            for first in range(0, len(items), _MOST_VALUES):
                part = items[first : first + _MOST_VALUES]
                marks = ",".join("?" * len(part))
                rows += self._rows(f"{sql} AND item IN ({marks})", (feed, *part))
        return {
            item: Seen(
                hash=digest, revision=revision, deleted=bool(deleted), published=_when(published)
            )
            for item, digest, revision, deleted, published in rows
        }

    def hosts(self) -> dict[str, dt.datetime]:
        """Until when each throttled host is left alone."""
        return {
            host: dt.datetime.fromtimestamp(until, dt.UTC)
            for host, until in self._rows("SELECT host, until FROM hosts")
        }

    def throttle(self, host: str, until: dt.datetime) -> None:
        """Remember that `host` is left alone until then."""
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO hosts VALUES(?,?)", (host, until.timestamp()))

    def intend(self, steps: Sequence[Step]) -> None:
        """Write `steps`, messages to publish included, in one transaction."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                for step in steps:
                    self._write(step)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def outbox(self) -> list[tuple[int, Message]]:
        """What was intended and not yet confirmed, in order."""
        rows = self._rows("SELECT seq, topic, key, value, timestamp FROM outbox ORDER BY seq")
        return [
            (seq, Message(topic=topic, key=key, value=value, timestamp=timestamp))
            for seq, topic, key, value, timestamp in rows
        ]

    def unindexed(self) -> list[dict[str, object]]:
        """Archived records whose index entries may not be written yet."""
        rows = self._rows("SELECT data FROM unindexed ORDER BY seq")
        return [orjson.loads(row[0]) for row in rows]

    def published(self) -> None:
        """Everything intended so far stands in the log and the archive's index."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM outbox")
            self._db.execute("DELETE FROM unindexed")
            self._db.execute("COMMIT")

    def mark(self, name: str) -> dict[str, object] | None:
        """The progress stored under `name`."""
        rows = self._rows("SELECT value FROM marks WHERE name=?", (name,))
        found: dict[str, object] | None = orjson.loads(rows[0][0]) if rows else None
        return found

    def marks(self, prefix: str) -> list[dict[str, object]]:
        """Everything stored under names that begin with `prefix`."""
        rows = self._rows(
            "SELECT value FROM marks WHERE substr(name, 1, ?) = ?", (len(prefix), prefix)
        )
        return [orjson.loads(row[0]) for row in rows]

    def forget(self, before: dt.datetime) -> int:
        """Drop entries that no document has shown since `before`; gives their number."""
        with self._lock:
            cursor = self._db.execute("DELETE FROM entries WHERE shown < ?", (before.timestamp(),))
            return cursor.rowcount

    def _write(self, step: Step) -> None:
        db = self._db
        if step.state is not None:
            data = orjson.dumps(step.state)
            db.execute("INSERT OR REPLACE INTO feeds VALUES(?,?)", (step.state.feed, data))
        at = step.at.timestamp()
        feed = step.feed or (step.state.feed if step.state else "")
        db.executemany(
            "UPDATE entries SET shown=? WHERE feed=? AND item=? AND shown < ?",
            ((at, feed, item, at - 86_400 * 30) for item in step.shown),
        )
        db.executemany(
            "INSERT OR REPLACE INTO entries VALUES(?,?,?,?,?,?,?)",
            (
                (feed, item, seen.hash, seen.revision, seen.deleted, _stamp(seen.published), at)
                for item, seen in (step.seen or {}).items()
            ),
        )
        db.executemany(
            "INSERT INTO outbox(topic, key, value, timestamp) VALUES(?,?,?,?)",
            ((m.topic, m.key, m.value, m.timestamp) for m in step.messages),
        )
        db.executemany(
            "INSERT INTO unindexed(data) VALUES(?)",
            ((orjson.dumps(record),) for record in step.unindexed),
        )
        if step.mark is not None:
            name, value = step.mark
            db.execute("INSERT OR REPLACE INTO marks VALUES(?,?)", (name, orjson.dumps(value)))

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()


def _own(path: Path) -> IO[str]:
    """The lock that makes one process the writer; it goes away with the process."""
    lock = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StateError(
            f"{path}: another regwatch pull uses it; stop that one or give another folder"
        ) from error
    return lock


def _stamp(moment: dt.datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _when(stamp: float | None) -> dt.datetime | None:
    return None if stamp is None else dt.datetime.fromtimestamp(stamp, dt.UTC)
