"""Full-text search over companies and cases, good for search-as-you-type."""

from typing import Any

import orjson

from dashboard.model.cases import case_json
from dashboard.model.database import Database
from dashboard.model.filters import prefix_query

Json = dict[str, Any]


class Search:
    """Queries over the two full-text tables. Only open cases have a text there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, text: str, *, limit: int = 20) -> dict[str, list[Json]]:
        """Companies (largest standing sum first) and cases (best match first) for `text`."""
        query = prefix_query(text)
        if not query:
            return {"companies": [], "cases": []}
        return {"companies": self._companies(query, limit), "cases": self._cases(query, limit)}

    def _companies(self, query: str, limit: int) -> list[Json]:
        rows = self._database.all(
            "SELECT company.line FROM company_text JOIN company ON company.id = company_text.rowid "
            "WHERE company_text MATCH ? ORDER BY company.standing DESC, company.slug LIMIT ?",
            (query, limit),
        )
        return [orjson.loads(row["line"]) for row in rows]

    def _cases(self, query: str, limit: int) -> list[Json]:
        rows = self._database.all(
            "SELECT cases.raw, cases.bucket FROM "
            "(SELECT rowid AS found, rank AS place FROM case_text WHERE case_text MATCH ? "
            "AND rank MATCH 'bm25(8.0, 4.0, 2.0, 1.0)' "
            "ORDER BY rank LIMIT ?) JOIN cases ON cases.rowid = found ORDER BY place, cases.id",
            (query, limit),
        )
        return [case_json(row["raw"]) | {"bucket": row["bucket"]} for row in rows]
