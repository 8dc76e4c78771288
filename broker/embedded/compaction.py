"""Housekeeping: drop what a newer record of the same key replaces, and what is too old to keep.

Works beside running workers and readers: everything is looked for without a lock and deleted in
short transactions. It never deletes the last record of a partition of a compacted topic, because
table recovery waits for exactly that offset, and retention never passes an offset that some
consumer group has still to read.
"""

import sqlite3
from dataclasses import dataclass

from broker.embedded import catalog

_BITE = 1_000
_MIN_DIRTY = 1_000
_FREE_PAGES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Housekeeping:
    """When a record may go. Times in milliseconds.

    `lag` leaves recent records alone, so that somebody who tails the log sees each of them.
    `grace` is how long the record that deletes a key stays. `dirty` is the share of a partition
    that must be new since the last compaction to make another one worth its while.
    """

    lag: int = 60_000
    grace: int = 24 * 3_600_000
    dirty: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """How many records were dropped, by reason."""

    replaced: int = 0
    expired: int = 0


def clean(connection: sqlite3.Connection, now: int, rules: Housekeeping) -> Cleaned:
    """Compact and expire everything that is due at `now` (milliseconds since the epoch)."""
    catalog.delete_orphans(connection)
    replaced = expired = 0
    for row, end, compacted_to, compacted, retention in connection.execute(
        "SELECT partitions.id, end, compacted_to, compacted, retention"
        " FROM partitions JOIN topics ON topic = topics.id"
    ).fetchall():
        if compacted and _is_due(connection, row, end, compacted_to, rules.dirty):
            replaced += _compact(connection, row, now, rules)
            connection.execute("UPDATE partitions SET compacted_to = ? WHERE id = ?", (end, row))
        elif retention is not None and not compacted:
            expired += _expire(connection, row, now - retention)
    if replaced or expired:
        connection.execute(f"PRAGMA incremental_vacuum({_FREE_PAGES})").fetchall()
    return Cleaned(replaced=replaced, expired=expired)


def _is_due(
    connection: sqlite3.Connection, row: int, end: int, compacted_to: int, dirty: float
) -> bool:
    new = end - compacted_to
    if new <= 0 or not dirty:
        return new > 0
    (held,) = connection.execute(
        "SELECT count(*) FROM records WHERE partition = ?", (row,)
    ).fetchone()
    return new >= _MIN_DIRTY and new >= dirty * held


def _compact(connection: sqlite3.Connection, row: int, now: int, rules: Housekeeping) -> int:
    connection.execute("DROP TABLE IF EXISTS temp.obsolete")
    # A record without a key has nothing that could replace it.
    connection.execute(
        "CREATE TEMP TABLE obsolete AS SELECT seq FROM ("
        " SELECT seq, key, offset, timestamp, value IS NULL AS deletes,"
        " max(offset) OVER (PARTITION BY key) AS newest, max(offset) OVER () AS last"
        " FROM records WHERE partition = :row)"
        " WHERE key IS NOT NULL AND offset < last AND ("
        " (offset < newest AND timestamp <= :settled)"
        " OR (offset = newest AND deletes AND timestamp <= :forgotten))",
        {"row": row, "settled": now - rules.lag, "forgotten": now - rules.grace},
    )
    (last,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM obsolete").fetchone()
    for start in range(0, last, _BITE):
        connection.execute(
            "DELETE FROM main.records WHERE seq IN"
            " (SELECT seq FROM temp.obsolete WHERE rowid > ? AND rowid <= ?)",
            (start, start + _BITE),
        )
    connection.execute("DROP TABLE temp.obsolete")
    return int(last)


def _expire(connection: sqlite3.Connection, row: int, before: int) -> int:
    (limit,) = connection.execute(
        "SELECT min(bound) FROM ("
        " SELECT min(offset) AS bound FROM records WHERE partition = :row AND timestamp >= :before"
        " UNION ALL SELECT min(next) FROM offsets WHERE partition = :row"
        " UNION ALL SELECT end FROM partitions WHERE id = :row)",
        {"row": row, "before": before},
    ).fetchone()
    total = 0
    deleted = _BITE
    while deleted == _BITE:
        deleted = connection.execute(
            "DELETE FROM records WHERE seq IN (SELECT seq FROM records"
            " WHERE partition = ? AND offset < ? ORDER BY offset LIMIT ?)",
            (row, limit, _BITE),
        ).rowcount
        total += deleted
    return total
