"""One batch's rows on their way into the tables, written table by table.

A value of None takes the key out. Row ids of companies and cases are derived from their keys, so
that a row and its full-text entry find each other without asking.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from operator import itemgetter
from typing import Any

from dashboard.model.projection import grid
from schemas.alert import Alert
from schemas.codec import decode, plain_decimal
from schemas.tally import Tally
from schemas.words import Bucket, Kind

Row = dict[str, Any]
Rows = dict[str, Row | None]
Texts = dict[str, tuple[str, ...] | None]
Place = tuple[str, int, int]
Cell = tuple[str, Kind, Bucket]  # year ("" for all), kind, bucket


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
class Stage:
    """What a batch wants written."""

    positions: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    tallies: dict[str, Tally | None] = field(default_factory=dict)
    companies: Rows = field(default_factory=dict)
    company_texts: Texts = field(default_factory=dict)
    cases: Rows = field(default_factory=dict)
    case_texts: Texts = field(default_factory=dict)
    placements: Rows = field(default_factory=dict)
    alerts: list[Row] = field(default_factory=list)
    new_alerts: dict[Place, NewAlert] = field(default_factory=dict)
    feeds: Rows = field(default_factory=dict)
    watchlists: Rows = field(default_factory=dict)
    letters: Rows = field(default_factory=dict)

    def write(self, db: sqlite3.Connection) -> Iterator[tuple[Place, int]]:
        """Write everything; gives place and number of every alert that is new."""
        _add_totals(db, self._weighed(db))
        _put(db, "company", "slug", self.companies, rowid="id")
        _put(db, "cases", "id", self.cases, rowid="rowid")
        _index(db, "company_text", ("name", "members"), self.company_texts)
        _index(db, "case_text", ("company", "party", "titles", "quotes"), self.case_texts)
        _put(db, "placement", "mention", self.placements)
        _put(db, "feed", "id", self._later_feeds(db))
        _put(db, "watchlist", "name", self.watchlists)
        _put(db, "letter", "id", self.letters)
        db.executemany(
            "INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?)",
            [(*place, following, stamp) for place, (following, stamp) in self.positions.items()],
        )
        for row in self.alerts:
            cursor = db.execute(_insert("OR IGNORE", "alert", row), row)
            if cursor.rowcount == 1:  # a redelivered change carries an id that is already there
                yield (row["topic"], row["part"], row["off"]), cursor.lastrowid or 0

    def _later_feeds(self, db: sqlite3.Connection) -> Rows:
        """Health may come from two topics: what is older than what is known is left out."""
        known = dict(db.execute("SELECT id, polled FROM feed").fetchall()) if self.feeds else {}
        return {
            name: row
            for name, row in self.feeds.items()
            if row is None or row["polled"] >= known.get(name, "")
        }

    def _weighed(self, db: sqlite3.Connection) -> dict[Cell, list[Decimal]]:
        """What the tallies add to the totals over all companies: the new ones less the old."""
        sums: dict[Cell, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
        for slug, tally in self.tallies.items():
            old = db.execute("SELECT raw FROM company WHERE slug = ?", (slug,)).fetchone()
            if old is not None:
                _weigh(sums, decode(Tally, old[0]), -1)
            if tally is not None:
                _weigh(sums, tally, 1)
        return sums


def row_id(key: str) -> int:
    """A row id derived from a key: 63 bits."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 1


def _put(
    db: sqlite3.Connection, table: str, key: str, rows: Rows, *, rowid: str | None = None
) -> None:
    gone = [(name,) for name, row in rows.items() if row is None]
    kept = [row for row in rows.values() if row is not None]
    if gone:
        db.executemany(f"DELETE FROM {table} WHERE {key} = ?", gone)
    if kept and rowid:
        for row in kept:
            row[rowid] = row_id(row[key])
        kept.sort(key=itemgetter(rowid))
    if kept:
        db.executemany(_insert("OR REPLACE", table, kept[0]), kept)


def _index(db: sqlite3.Connection, table: str, columns: tuple[str, ...], texts: Texts) -> None:
    gone = [(row_id(name),) for name, text in texts.items() if text is None]
    # in order of row id: the full-text index writes out all it holds whenever one comes before
    # the last
    kept = sorted((row_id(name), *text) for name, text in texts.items() if text is not None)
    db.executemany(f"DELETE FROM {table} WHERE rowid = ?", gone)
    marks = ", ".join("?" * (len(columns) + 1))
    db.executemany(
        f"INSERT OR REPLACE INTO {table} (rowid, {', '.join(columns)}) VALUES ({marks})",
        kept,
    )


def _insert(how: str, table: str, row: Mapping[str, Any]) -> str:
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    return f"INSERT {how} INTO {table} ({names}) VALUES ({marks})"


def _weigh(sums: dict[Cell, list[Decimal]], tally: Tally, sign: int) -> None:
    for year, kinds in (("", tally.kinds), *tally.by_year.items()):
        for (kind, bucket), cell in grid(kinds).items():
            if cell.count:
                place = sums[year, kind, bucket]
                place[0] += sign * cell.count
                place[1] += sign * cell.usd
                place[2] += sign * cell.eur


def _add_totals(db: sqlite3.Connection, sums: dict[Cell, list[Decimal]]) -> None:
    for (year, kind, bucket), (count, usd, eur) in sums.items():
        row = db.execute(
            "SELECT n, usd, eur FROM total WHERE year = ? AND kind = ? AND bucket = ?",
            (year, kind, bucket),
        ).fetchone() or (0, "0", "0")
        after = [plain_decimal(Decimal(old) + new) for old, new in ((row[1], usd), (row[2], eur))]
        db.execute(
            "INSERT OR REPLACE INTO total VALUES (?, ?, ?, ?, ?, ?)",
            (year, kind, bucket, row[0] + int(count), *after),
        )
