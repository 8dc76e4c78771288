"""Log records -> rows, and a note of what changed.

`Applier.apply(connection, records)` runs inside one write transaction. The last record of a key
wins, a record without a value takes its key out, and a record that this program cannot read
(broken, or of a newer version) is counted and passed over: a screen must not go dark for it.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import orjson

from broker import Record
from dashboard.model.projection import (
    alert_row,
    case_row,
    case_text,
    company_row,
    grid,
    placement_row,
)
from schemas.alert import Alert
from schemas.case import Case, Placement
from schemas.codec import SUPPORTED_VERSION, DecodeError, decode, plain_decimal
from schemas.dead_letter import DeadLetter
from schemas.feed_health import FeedHealth
from schemas.group import group_key
from schemas.tally import Tally
from schemas.topics import LIVE, Topics
from schemas.watchlist import WATCHLISTS, Watchlist
from schemas.words import Bucket, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """An alert seen for the first time, with its place in the log."""

    seq: int
    topic: str
    partition: int
    offset: int
    logged: int
    alert: Alert
    raw: bytes


@dataclass(slots=True)
class Applied:
    """What one batch did."""

    groups: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    alerts: list[NewAlert] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (table, outcome)
    confidences: list[float] = field(default_factory=list)
    totals: defaultdict[tuple[str, Kind, Bucket], list[Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: [Decimal(0)] * 3)
    )  # (year, kind, bucket) -> count, usd, eur to add
    changed: bool = False


Handler = Callable[[sqlite3.Connection, Record, Applied], None]


def live_feeds(topics: Topics) -> str:
    """The topic of feed health: the puller serves all runs and writes to the live one's."""
    return replace(topics, run=LIVE).feeds.name


class Applier:
    """Knows which topic of a run goes to which table."""

    def __init__(self, topics: Topics) -> None:
        self._handlers: dict[str, tuple[str, Handler]] = {
            topics.cases.name: ("case", _case),
            topics.placements.name: ("placement", _placement),
            topics.tallies.name: ("tally", _tally),
            topics.dead_letters.name: ("dead-letter", _letter),
            live_feeds(topics): ("feed", _feed),
            WATCHLISTS.name: ("watchlist", _watchlist),
            **{topics.alerts(kind).name: ("alert", _alert) for kind in Kind},
        }

    @property
    def topics(self) -> list[str]:
        """The topics to follow."""
        return list(self._handlers)

    def apply(self, connection: sqlite3.Connection, records: Iterable[Record]) -> Applied:
        """Fold `records` into the tables and move the stored positions past them."""
        done = Applied()
        positions: dict[tuple[str, int], int] = {}
        for record in records:
            positions[record.topic, record.partition] = record.offset + 1
            table, handler = self._handlers[record.topic]
            try:
                handler(connection, record, done)
            except DecodeError:
                outcome = "newer" if is_newer(record.value) else "invalid"
                done.counts[table, outcome] += 1
            else:
                done.counts[table, "applied"] += 1
                done.changed = True
        _add_totals(connection, done)
        connection.executemany(
            "INSERT OR REPLACE INTO position VALUES (?, ?, ?)",
            [(topic, part, following) for (topic, part), following in positions.items()],
        )
        return done


def is_newer(raw: bytes | None) -> bool:
    """Whether an unreadable record says that it is of a later contract."""
    try:
        data = orjson.loads(raw or b"")
    except orjson.JSONDecodeError:
        return False
    version = data.get("version") if isinstance(data, dict) else None
    return isinstance(version, int) and version > SUPPORTED_VERSION


def key_of(record: Record) -> str:
    """The record's key as text."""
    return (record.key or b"").decode(errors="replace")


def _tally(connection: sqlite3.Connection, record: Record, done: Applied) -> None:
    tally = decode(Tally, record.value) if record.value else None
    slug = group_key(tally.group if tally else key_of(record))
    old = connection.execute("SELECT id, raw FROM company WHERE slug = ?", (slug,)).fetchone()
    if old is not None:
        _weigh(done, decode(Tally, old["raw"]), -1)
    if tally is None:
        if old is not None:
            connection.execute("DELETE FROM company WHERE id = ?", (old["id"],))
            connection.execute("DELETE FROM company_text WHERE rowid = ?", (old["id"],))
    else:
        _weigh(done, tally, 1)
        rowid = _upsert(
            connection, "company", "slug", company_row(tally, record.value or b""), "id"
        )
        _index(connection, "company_text", rowid, (tally.group, " \n".join(tally.by_company)))
    done.groups.add(slug)


def _weigh(done: Applied, tally: Tally, sign: int) -> None:
    """Note what a tally adds to the totals over all companies, or takes from them."""
    for year, kinds in (("", tally.kinds), *tally.by_year.items()):
        for (kind, bucket), cell in grid(kinds).items():
            if cell.count or cell.usd or cell.eur:
                sums = done.totals[year, kind, bucket]
                sums[0] += sign * cell.count
                sums[1] += sign * cell.usd
                sums[2] += sign * cell.eur


def _add_totals(connection: sqlite3.Connection, done: Applied) -> None:
    for (year, kind, bucket), (count, usd, eur) in done.totals.items():
        row = connection.execute(
            "SELECT n, usd, eur FROM total WHERE year = ? AND kind = ? AND bucket = ?",
            (year, kind, bucket),
        ).fetchone() or (0, "0", "0")
        sums = [
            plain_decimal(Decimal(old) + new) for old, new in zip(row[1:], (usd, eur), strict=True)
        ]
        connection.execute(
            "INSERT OR REPLACE INTO total VALUES (?, ?, ?, ?, ?, ?)",
            (year, kind, bucket, row[0] + int(count), *sums),
        )


def _case(connection: sqlite3.Connection, record: Record, done: Applied) -> None:
    if not record.value:
        _drop_case(connection, key_of(record))
        done.cases.add(key_of(record))
        return
    case = decode(Case, record.value)
    rowid = _upsert(connection, "cases", "id", case_row(case, record.value), "rowid")
    _index(connection, "case_text", rowid, case_text(case))
    done.cases.add(case.id)
    done.groups.add(group_key(case.group))


def _drop_case(connection: sqlite3.Connection, case: str) -> None:
    row = connection.execute("SELECT rowid FROM cases WHERE id = ?", (case,)).fetchone()
    if row is not None:
        connection.execute("DELETE FROM cases WHERE rowid = ?", (row[0],))
        connection.execute("DELETE FROM case_text WHERE rowid = ?", (row[0],))


def _placement(connection: sqlite3.Connection, record: Record, done: Applied) -> None:
    if not record.value:
        connection.execute("DELETE FROM placement WHERE mention = ?", (key_of(record),))
        return
    placement = decode(Placement, record.value)
    row = placement_row(placement, record.value)
    connection.execute(
        "INSERT OR REPLACE INTO placement (mention, case_id, published, confidence, raw)"
        " VALUES (:mention, :case_id, :published, :confidence, :raw)",
        row,
    )
    done.cases.add(placement.case)
    done.confidences.append(placement.mention.confidence)


def _alert(connection: sqlite3.Connection, record: Record, done: Applied) -> None:
    if not record.value:
        return
    alert = decode(Alert, record.value)
    place = {"topic": record.topic, "part": record.partition, "off": record.offset}
    row = alert_row(alert, record.value, logged=record.timestamp) | place
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    cursor = connection.execute(
        f"INSERT OR IGNORE INTO alert ({names}) VALUES ({marks})",  # noqa: S608 (our own names)
        row,
    )
    if cursor.rowcount == 1:  # a redelivered change carries the id that is already there
        done.alerts.append(
            NewAlert(
                seq=cursor.lastrowid or 0,
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                logged=record.timestamp,
                alert=alert,
                raw=record.value,
            )
        )


def _feed(connection: sqlite3.Connection, record: Record, done: Applied) -> None:
    if not record.value:
        connection.execute("DELETE FROM feed WHERE id = ?", (key_of(record),))
        return
    feed = decode(FeedHealth, record.value)
    connection.execute("INSERT OR REPLACE INTO feed VALUES (?, ?)", (feed.feed, record.value))


def _watchlist(connection: sqlite3.Connection, record: Record, done: Applied) -> None:
    if not record.value:
        connection.execute("DELETE FROM watchlist WHERE name = ?", (key_of(record),))
        return
    watchlist = decode(Watchlist, record.value)
    connection.execute(
        "INSERT OR REPLACE INTO watchlist VALUES (?, ?)", (watchlist.name, record.value)
    )


def _letter(connection: sqlite3.Connection, record: Record, done: Applied) -> None:
    if not record.value:
        connection.execute("DELETE FROM letter WHERE id = ?", (key_of(record),))
        return
    letter = decode(DeadLetter, record.value)
    connection.execute(
        "INSERT OR REPLACE INTO letter VALUES (?, ?, ?)",
        (letter.id, letter.stage, letter.at.isoformat()),
    )


def _upsert(
    connection: sqlite3.Connection, table: str, key: str, row: dict[str, Any], rowid: str
) -> int:
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    updates = ", ".join(f"{name} = excluded.{name}" for name in row if name != key)
    sql = (
        f"INSERT INTO {table} ({names}) VALUES ({marks}) "  # noqa: S608 (our own names)
        f"ON CONFLICT ({key}) DO UPDATE SET {updates} RETURNING {rowid}"
    )
    return int(connection.execute(sql, row).fetchone()[0])


def _index(connection: sqlite3.Connection, table: str, rowid: int, texts: tuple[str, ...]) -> None:
    marks = ", ".join("?" * (len(texts) + 1))
    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))  # noqa: S608
    connection.execute(
        f"INSERT INTO {table} (rowid, {_TEXTS[table]}) VALUES ({marks})",  # noqa: S608
        (rowid, *texts),
    )


_TEXTS = {"company_text": "name, members", "case_text": "company, party, titles, quotes"}
