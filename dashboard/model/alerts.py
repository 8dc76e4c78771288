"""Alerts of the model: lists by publication time, and what follows a place in the log."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from broker import Partition
from dashboard.alerts import AlertFilter
from dashboard.model.database import Database, Row
from dashboard.model.filters import Condition, all_of
from dashboard.model.paging import Page
from schemas.alert import Alert
from schemas.codec import decode

SORTS = {"at": "at", "usd": "usd", "logged": "seq"}
Json = dict[str, Any]


class Alerts:
    """Queries over table `alert`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, wanted: AlertFilter, page: Page, *, since: str = "", until: str = ""
    ) -> tuple[list[Json], str | None]:
        """A page of alerts (`since` and `until` bound `at`). Raises `CursorError`."""
        column = SORTS[page.column]
        found: list[Row] = []
        at: tuple[Any, Any] | None = None
        while len(found) <= page.limit:
            after = (_after(page, column, at), []) if at else page.after(column, "id")
            params_after = list(at) if at else after[1]
            where, params = all_of(
                [coarse(wanted), _between(since, until), (after[0], params_after)]
            )
            rows = self._database.all(
                f"SELECT id, at, raw, {column} AS sort FROM alert WHERE {where} "
                + page.order(column, "id"),
                params,
            )
            found += [row for row in rows if wanted.matches(decode(Alert, row["raw"]))]
            if len(rows) <= page.limit:
                break
            at = rows[-1]["sort"], rows[-1]["id"]
        following = None
        if len(found) > page.limit:
            last = found[page.limit - 1]
            following = page.next_cursor(last["sort"], last["id"])
        return [_json(row) for row in found[: page.limit]], following

    def of_case(self, case: str) -> list[Json]:
        """The alerts that one case has raised, oldest first."""
        rows = self._database.all(
            "SELECT at, raw FROM alert WHERE case_id = ? ORDER BY seq", (case,)
        )
        return [_json(row) for row in rows]

    def fired(self, wanted: AlertFilter, *, since: str, until: str) -> Iterator[Alert]:
        """The alerts of that time that `wanted` lets through, newest first: a preview.

        One at a time, in the order of an index: there may be a year of them.
        """
        where, params = all_of([coarse(wanted), _between(since, until)])
        rows = self._database.each(
            f"SELECT raw FROM alert WHERE {where} ORDER BY at DESC, id DESC",
            params,
        )
        alerts = (decode(Alert, row["raw"]) for row in rows)
        return (alert for alert in alerts if wanted.matches(alert))

    def behind(
        self, positions: Mapping[Partition, int], *, upto: int, after: int, limit: int
    ) -> list[Row]:
        """Rows that a reader at `positions` lacks, in order of arrival: `after` < seq <= `upto`."""
        known = [
            ("topic = ? AND part = ? AND off >= ?", [p.topic, p.number, offset])
            for p, offset in positions.items()
        ]
        where, params = (
            " OR ".join(f"({sql})" for sql, _ in known),
            [value for _, values in known for value in values],
        )
        return self._database.all(
            "SELECT seq, topic, part, off, raw FROM alert "
            f"WHERE seq > ? AND seq <= ? AND ({where or 1}) ORDER BY seq LIMIT ?",
            [after, upto, *params, limit],
        )

    def before(self, positions: Mapping[Partition, int]) -> int:
        """A number below those of all rows that a reader at `positions` lacks."""
        rows = [
            self._database.one(
                "SELECT min(seq) FROM alert WHERE topic = ? AND part = ? AND off >= ?",
                (place.topic, place.number, offset),
            )
            for place, offset in positions.items()
        ]
        return min((row[0] for row in rows if row and row[0]), default=self.last_seq() + 1) - 1

    def last_seq(self) -> int:
        """The number of the alert that arrived last, 0 for none."""
        row = self._database.one("SELECT max(seq) FROM alert")
        return int(row[0] or 0) if row else 0


def coarse(wanted: AlertFilter) -> Condition:
    """What an index can tell; `wanted.matches` has the last word."""
    parts: list[Condition] = []
    for column, values in (
        ("kind", wanted.kinds),
        ("stage", wanted.stages),
        ("type", wanted.types),
    ):
        if values:
            parts.append(
                (f"{column} IN ({', '.join('?' * len(values))})", [str(v) for v in values])
            )
    if wanted.min_usd is not None:
        parts.append(("usd >= ?", [float(wanted.min_usd) * (1 - 1e-12)]))
    return all_of(parts)


def _between(since: str, until: str) -> Condition:
    return all_of([("at >= ?" if since else "", [since] if since else []),
                   ("at < ?" if until else "", [until] if until else [])])  # fmt: skip


def _after(page: Page, column: str, at: tuple[Any, Any]) -> str:
    return f"({column}, id) {'<' if page.descending else '>'} (?, ?)"


def _json(row: Row) -> Json:
    alert: Json = orjson.loads(row["raw"])
    alert["at"] = row["at"]
    return alert
