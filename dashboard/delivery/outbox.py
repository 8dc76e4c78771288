"""The outbox: what is still to be sent, durable in one SQLite file.

A note is one alert for one channel; the same alert again changes nothing, unless its note was given
up (then a retried dead letter brings it back). Notes that go out together are sealed under one
message key before the first try, so that every further try carries the same key.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.alert import Alert
from schemas.codec import decode

MessageKey = Callable[[str, Sequence[str]], str]
TABLES = """
CREATE TABLE IF NOT EXISTS note (
    channel TEXT, alert TEXT, case_id TEXT NOT NULL, batch TEXT NOT NULL, due REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', message TEXT, sequence INTEGER NOT NULL,
    topic TEXT NOT NULL, key BLOB, raw BLOB NOT NULL, PRIMARY KEY (channel, alert)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS note_due ON note (state, channel, due);
CREATE INDEX IF NOT EXISTS note_dead ON note (alert) WHERE state = 'dead';
CREATE INDEX IF NOT EXISTS note_message ON note (message);
CREATE TABLE IF NOT EXISTS attempt (
    message TEXT PRIMARY KEY, channel TEXT NOT NULL, tries INTEGER NOT NULL, next REAL NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One alert for one channel. `batch` is empty for at once; notes of one batch go together."""

    channel: str
    alert: Alert
    batch: str
    due: dt.datetime
    topic: str
    key: bytes | None
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A message that is due: its key, how often it was tried, its alerts oldest first."""

    message: str
    channel: str
    tries: int
    notes: tuple[Note, ...]


class Outbox:
    """Opens or creates the file at `path`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(TABLES)

    def add(self, notes: Iterable[Note]) -> None:
        """Keep the notes; on disk when it returns."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT INTO note (channel, alert, case_id, batch, due, sequence, topic, key, raw) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "state = 'waiting', message = NULL, due = excluded.due WHERE state = 'dead'",
            [
                (n.channel, n.alert.id, n.alert.case, n.batch, n.due.timestamp(),
                 n.alert.sequence, n.topic, n.key, n.raw)
                for n in notes
            ],
        )  # fmt: skip
        self._db.execute("COMMIT")

    def seal(self, now: dt.datetime, key: MessageKey) -> None:
        """Bind the due notes into messages: a digest's together, otherwise case by case."""
        rows = self._db.execute(
            "SELECT channel, alert, case_id, batch FROM note "
            "WHERE state = 'waiting' AND message IS NULL AND due <= ?",
            (now.timestamp(),),
        ).fetchall()
        together: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            part = row["batch"] or f"case {row['case_id']}"
            together.setdefault((row["channel"], part), []).append(row["alert"])
        self._db.execute("BEGIN IMMEDIATE")
        for (channel, _), alerts in together.items():
            message = key(channel, alerts)
            self._db.execute(
                "INSERT OR REPLACE INTO attempt VALUES (?, ?, 0, ?)",
                (message, channel, now.timestamp()),
            )
            self._db.executemany(
                "UPDATE note SET message = ? WHERE channel = ? AND alert = ?",
                [(message, channel, alert) for alert in alerts],
            )
        self._db.execute("COMMIT")

    def ready(self, now: dt.datetime) -> list[Sealed]:
        """Messages to be tried now. A channel that failed holds its later messages back."""
        rows = self._db.execute(
            "SELECT * FROM attempt AS a WHERE next <= ? AND NOT EXISTS (SELECT 1 FROM attempt AS b "
            "WHERE b.channel = a.channel AND b.tries > 0 AND b.next > ?) ORDER BY tries DESC, next",
            (now.timestamp(), now.timestamp()),
        ).fetchall()
        return [
            Sealed(
                message=row["message"], channel=row["channel"], tries=row["tries"],
                notes=self._notes(row["message"]),
            )
            for row in rows
        ]  # fmt: skip

    def _notes(self, message: str) -> tuple[Note, ...]:
        rows = self._db.execute(
            "SELECT * FROM note WHERE message = ? ORDER BY sequence, alert", (message,)
        ).fetchall()
        return tuple(
            Note(
                channel=row["channel"], alert=decode(Alert, row["raw"]), batch=row["batch"],
                due=dt.datetime.fromtimestamp(row["due"], dt.UTC), topic=row["topic"],
                key=row["key"], raw=row["raw"],
            )
            for row in rows
        )  # fmt: skip

    def heard_of(self, channel: str, case: str) -> bool:
        """Whether the channel was ever told about the case."""
        row = self._db.execute(
            "SELECT 1 FROM note WHERE channel = ? AND case_id = ? AND state = 'sent' LIMIT 1",
            (channel, case),
        ).fetchone()
        return row is not None

    def gave_up(self, alert: str) -> bool:
        """Whether a channel wanted this alert and could not be given it."""
        row = self._db.execute(
            "SELECT 1 FROM note WHERE alert = ? AND state = 'dead' LIMIT 1", (alert,)
        ).fetchone()
        return row is not None

    def done(self, message: str, *, state: str) -> None:
        """The message was sent, or given up ('dead')."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE note SET state = ? WHERE message = ?", (state, message))
        self._db.execute("DELETE FROM attempt WHERE message = ?", (message,))
        self._db.execute("COMMIT")

    def again(self, message: str, at: dt.datetime) -> None:
        """It failed; try it again at `at`."""
        self._db.execute(
            "UPDATE attempt SET tries = tries + 1, next = ? WHERE message = ?",
            (at.timestamp(), message),
        )

    def waiting(self) -> int:
        """Notes that have not gone out yet."""
        row = self._db.execute("SELECT count(*) FROM note WHERE state = 'waiting'").fetchone()
        return int(row[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()
