"""What operators ask the model: feeds, dead letters, how sure the reader was."""

from typing import Any

import orjson

from dashboard.model.database import Database

Json = dict[str, Any]
BINS = 20


class Operations:
    """Queries over tables `feed`, `letter` and `placement`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def feeds(self) -> list[Json]:
        """The latest health of every feed, by id."""
        rows = self._database.all("SELECT id, raw FROM feed ORDER BY id")
        return [orjson.loads(row["raw"]) for row in rows]

    def dead_letters(self) -> dict[str, int]:
        """How many letters each stage has left."""
        rows = self._database.all("SELECT stage, count(*) AS n FROM letter GROUP BY stage")
        return {row["stage"]: row["n"] for row in rows}

    def confidences(self) -> list[int]:
        """How many mentions fall in each of 20 equal bins of confidence from 0 to 1."""
        rows = self._database.all(
            "SELECT min(CAST(confidence * ? AS INTEGER), ?) AS bin, count(*) AS n "
            "FROM placement GROUP BY bin",
            (BINS, BINS - 1),
        )
        counts = {row["bin"]: row["n"] for row in rows}
        return [counts.get(place, 0) for place in range(BINS)]

    def size(self) -> dict[str, int]:
        """How many rows each table holds."""
        tables = ("company", "cases", "placement", "alert", "feed", "watchlist", "letter")
        return {name: self._count(name) for name in tables}

    def _count(self, table: str) -> int:
        row = self._database.one(f"SELECT count(*) FROM {table}")
        return int(row[0]) if row else 0
