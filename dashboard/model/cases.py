"""Cases of the model: lists, one case with its sources and the cases it is tied to."""

from typing import Any

import orjson

from dashboard.model.database import Database, Row
from dashboard.model.filters import CaseFilter, all_of
from dashboard.model.paging import Page

SORTS = {"usd": "usd", "date": "day", "reported": "reported", "confidence": "confidence"}
Json = dict[str, Any]
_HEAVY = ("sources", "history", "candidates")


def case_json(raw: bytes) -> Json:
    """A case for lists: everything but its sources and history."""
    case: Json = orjson.loads(raw)
    bucket_row = {name: value for name, value in case.items() if name not in _HEAVY}
    first = next((s for s in case.get("sources", ()) if s.get("evidence")), None)
    bucket_row["quote"] = first and first["evidence"]["text"]
    bucket_row["title"] = case["sources"][0].get("title") if case.get("sources") else None
    return bucket_row


class Cases:
    """Queries over tables `cases` and `placement`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: CaseFilter, page: Page) -> tuple[list[Json], str | None]:
        """A page of cases and the cursor of the next one. Raises `CursorError`."""
        column = SORTS[page.column]
        where, params = all_of([wanted.where(), page.after(column, "id")])
        rows = self._database.all(
            f"SELECT id, bucket, raw, {column} AS sort FROM cases WHERE {where} "
            + page.order(column, "id"),
            params,
        )
        following = None
        if len(rows) > page.limit:
            last = rows[page.limit - 1]
            following = page.next_cursor(last["sort"], last["id"])
        return [_listed(row) for row in rows[: page.limit]], following

    def count(self, wanted: CaseFilter) -> int:
        """How many cases pass the filter."""
        where, params = wanted.where()
        row = self._database.one(f"SELECT count(*) FROM cases WHERE {where}", params)
        return int(row[0]) if row else 0

    def get(self, case: str) -> Json | None:
        """The case as it stands on its topic, with its bucket, or None."""
        row = self._database.one("SELECT bucket, raw FROM cases WHERE id = ?", (case,))
        if row is None:
            return None
        found: Json = orjson.loads(row["raw"])
        found["bucket"] = row["bucket"]
        return found

    def brief(self, cases: list[str]) -> dict[str, Json]:
        """Those of the named cases that exist, as in lists."""
        marks = ", ".join("?" * len(cases))
        rows = self._database.all(
            f"SELECT id, bucket, raw FROM cases WHERE id IN ({marks})",
            cases,
        )
        return {row["id"]: _listed(row) for row in rows}

    def mentions(self, case: str, *, limit: int = 200) -> list[Json]:
        """Every placement of the case, newest first: each source with its sentence."""
        rows = self._database.all(
            "SELECT raw FROM placement WHERE case_id = ? ORDER BY published DESC, mention LIMIT ?",
            (case, limit),
        )
        return [orjson.loads(row["raw"]) for row in rows]

    def facets(self) -> dict[str, list[str]]:
        """The authorities and jurisdictions that occur, most frequent first."""
        return {name: self._facet(name) for name in ("authority", "jurisdiction")}

    def _facet(self, column: str) -> list[str]:
        rows = self._database.all(
            f"SELECT {column} FROM cases WHERE {column} IS NOT NULL AND status = 'open' "
            f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT 200"
        )
        return [row[0] for row in rows]


def _listed(row: Row) -> Json:
    return case_json(row["raw"]) | {"bucket": row["bucket"]}
