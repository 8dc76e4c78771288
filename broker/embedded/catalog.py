"""Topics and partitions of a log: create, list, drop. Every function is one short transaction."""

import sqlite3
from collections.abc import Iterable
from datetime import timedelta

from broker.embedded.database import transaction
from broker.log import BrokerError
from schemas.topics import TopicSpec

_MILLISECOND = timedelta(milliseconds=1)
_BITE = 2_000


def ensure(connection: sqlite3.Connection, specs: Iterable[TopicSpec]) -> None:
    """Create the missing topics. Raises `BrokerError` where a partition count differs."""
    with transaction(connection):
        there = topics(connection)
        for spec in specs:
            if spec.partitions < 1:
                raise BrokerError(f"topic {spec.name!r}: needs at least one partition")
            if spec.name not in there:
                _create(connection, spec)
                there[spec.name] = spec.partitions
            elif there[spec.name] != spec.partitions:
                raise BrokerError(
                    f"topic {spec.name!r} has {there[spec.name]} partitions, not"
                    f" {spec.partitions}: keep the number, or replay into a new run"
                )


def _create(connection: sqlite3.Connection, spec: TopicSpec) -> None:
    keep = None if spec.retention is None else spec.retention // _MILLISECOND
    made = connection.execute(
        "INSERT INTO topics (name, compacted, retention) VALUES (?, ?, ?)",
        (spec.name, spec.compacted, keep),
    )
    connection.executemany(
        "INSERT INTO partitions (topic, number) VALUES (?, ?)",
        [(made.lastrowid, number) for number in range(spec.partitions)],
    )


def topics(connection: sqlite3.Connection) -> dict[str, int]:
    """Every topic's name and partition count, by name."""
    return dict(
        connection.execute(
            "SELECT name, count(*) FROM topics JOIN partitions ON topic = topics.id"
            " GROUP BY name ORDER BY name"
        ).fetchall()
    )


def partitions(connection: sqlite3.Connection, topic: str) -> tuple[int, ...]:
    """The row ids of a topic's partitions, by number; empty when there is no such topic."""
    return tuple(
        row[0]
        for row in connection.execute(
            "SELECT partitions.id FROM partitions JOIN topics ON topic = topics.id"
            " WHERE name = ? ORDER BY number",
            (topic,),
        )
    )


def drop(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Delete topics, their records and the offsets committed in them; unknown names are ignored."""
    for name in names:
        with transaction(connection):
            gone = [(row,) for row in partitions(connection, name)]
            connection.executemany("DELETE FROM offsets WHERE partition = ?", gone)
            connection.executemany("DELETE FROM partitions WHERE id = ?", gone)
            connection.execute("DELETE FROM topics WHERE name = ?", (name,))
        for (row,) in gone:
            _delete_records(connection, row)


def delete_orphans(connection: sqlite3.Connection) -> None:
    """Delete the records of partitions that are gone: a drop may have been cut short."""
    orphans = connection.execute(
        "WITH RECURSIVE held (row) AS (SELECT min(partition) FROM records UNION ALL"
        " SELECT (SELECT min(partition) FROM records WHERE partition > row) FROM held"
        " WHERE row IS NOT NULL)"
        " SELECT row FROM held WHERE row NOT IN (SELECT id FROM partitions)"
    ).fetchall()
    for (row,) in orphans:
        _delete_records(connection, row)


def _delete_records(connection: sqlite3.Connection, row: int) -> None:
    # In bites, because every other writer waits meanwhile.
    deleted = _BITE
    while deleted == _BITE:
        deleted = connection.execute(
            "DELETE FROM records WHERE seq IN"
            " (SELECT seq FROM records WHERE partition = ? ORDER BY offset LIMIT ?)",
            (row, _BITE),
        ).rowcount


def missing(topic: str, path: object) -> BrokerError:
    """What to raise for a topic that is not there."""
    return BrokerError(f"log {path}: no topic {topic!r}: make it with `regwatch topics create`")
