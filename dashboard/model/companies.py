"""Companies of the model: ranking, one company, totals over all.

Without a narrowing filter the figures are the tallies'; with one they are added up from the cases
that pass it, by the same rules: only open cases, and standing, pending and closed kept apart.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson

from dashboard.model.database import Database, Row
from dashboard.model.filters import CaseFilter, all_of
from dashboard.model.paging import Page
from dashboard.model.projection import add, grid
from schemas.codec import decode, plain_decimal
from schemas.group import group_key
from schemas.tally import KindTotals, Tally, Total, Totals
from schemas.words import Bucket, Kind

SORTS = ("standing", "pending", "closed", "cases", "last", "name")
Json = dict[str, Any]
_NONE: Json = {"count": 0, "usd": "0", "eur": "0"}


def total_json(total: Total) -> Json:
    """Count and exact sums as decimal strings."""
    if not total.count:
        return _NONE
    return {
        "count": total.count,
        "usd": plain_decimal(total.usd),
        "eur": plain_decimal(total.eur),
    }


def totals_json(kinds: Totals, wanted: tuple[Kind, ...] = ()) -> Json:
    """Buckets over all wanted kinds, and each kind by itself."""
    cells = grid(kinds)
    shown = wanted or tuple(Kind)
    result: Json = {b.value: total_json(add([cells[k, b] for k in shown])) for b in Bucket}
    result["kinds"] = {k.value: {b.value: total_json(cells[k, b]) for b in Bucket} for k in shown}
    return result


def company_json(tally: Tally, wanted: tuple[Kind, ...] = ()) -> Json:
    """One line of the ranking."""
    largest = tally.largest
    return {
        "group": tally.group,
        "key": group_key(tally.group),
        **totals_json(tally.kinds, wanted),
        "cases": sum(kind.count for name, kind in tally.kinds.items() if _in(name, wanted)),
        "first": tally.first and tally.first.isoformat(),
        "last": tally.last and tally.last.isoformat(),
        "largest": largest and {"case": largest.case, "usd": plain_decimal(largest.usd)},
        "years": {
            year: plain_decimal(add([t.standing for k, t in totals.items() if _in(k, wanted)]).usd)
            for year, totals in sorted(tally.by_year.items())
        },
    }


def _in(kind: Kind, wanted: tuple[Kind, ...]) -> bool:
    return not wanted or kind in wanted


class Companies:
    """Queries over tables `company` and `cases`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def totals(self) -> dict[str, Totals]:
        """The totals over all companies by year ("" for all years), kept as tallies arrive."""
        kinds: dict[tuple[str, Kind], dict[str, Total]] = defaultdict(dict)
        for row in self._database.all("SELECT * FROM total WHERE n > 0 ORDER BY year"):
            cell = Total(count=row["n"], usd=Decimal(row["usd"]), eur=Decimal(row["eur"]))
            kinds[row["year"], Kind(row["kind"])][row["bucket"]] = cell
        years: dict[str, Totals] = {"": {}}
        for (year, kind), buckets in kinds.items():
            years.setdefault(year, {})[kind] = KindTotals(**buckets)
        return years

    def count(self) -> int:
        """How many companies there are."""
        row = self._database.one("SELECT count(*) FROM company")
        return int(row[0]) if row else 0

    def get(self, group: str) -> Tally | None:
        """A company's tally, by its name or its key."""
        row = self._database.one("SELECT raw FROM company WHERE slug = ?", (group_key(group),))
        return decode(Tally, row["raw"]) if row else None

    def page(self, wanted: CaseFilter, page: Page) -> tuple[list[Json], str | None]:
        """A page of the ranking and the cursor of the next one. Raises `CursorError`."""
        if wanted.narrows_cases:
            return self._from_cases(wanted, page)
        return self._from_tallies(wanted, page)

    def every(self, wanted: CaseFilter, sort: str) -> Iterator[Json]:
        """The whole ranking, page by page, for exports."""
        cursor: str | None = None
        while True:
            rows, cursor = self.page(wanted, Page(sort=sort, limit=500, cursor=cursor))
            yield from rows
            if cursor is None:
                return

    def _from_tallies(self, wanted: CaseFilter, page: Page) -> tuple[list[Json], str | None]:
        expression = _tally_sort(page.column, wanted.kinds)
        named = CaseFilter(groups=wanted.groups, statuses=())
        conditions = [named.where(), page.after(expression, "slug")]
        if wanted.kinds:
            conditions.append((_count_of(wanted.kinds) + " > 0", []))
        where, params = all_of(conditions)
        rows = self._database.all(
            f"SELECT slug, raw, line, {expression} AS sort FROM company WHERE {where} "
            + page.order(expression, "slug"),
            params,
        )
        shown = [_line(row, wanted.kinds) for row in rows[: page.limit]]
        return shown, _next(rows, page)

    def _from_cases(self, wanted: CaseFilter, page: Page) -> tuple[list[Json], str | None]:
        where, params = wanted.where()
        after, more = page.after("sort", "slug")
        rows = self._database.all(
            f"SELECT * FROM (SELECT slug, {_CASE_SORTS[page.column]} AS sort "
            f"FROM cases WHERE {where} GROUP BY slug) WHERE {after or 1} "
            + page.order("sort", "slug"),
            [*params, *more],
        )
        slugs = [row["slug"] for row in rows[: page.limit]]
        return self._added_up(wanted, slugs), _next(rows, page)

    def _added_up(self, wanted: CaseFilter, slugs: list[str]) -> list[Json]:
        if not slugs:
            return []
        where, params = wanted.where()
        marks = ", ".join("?" * len(slugs))
        rows = self._database.all(
            "SELECT slug, raw, kind, bucket, day, usd_text, eur_text "
            f"FROM cases WHERE {where} AND slug IN ({marks})",
            [*params, *slugs],
        )
        by_slug: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_slug[row["slug"]].append(row)
        return [company_json(fold(by_slug[slug]), wanted.kinds) for slug in slugs]


def _line(row: Row, kinds: tuple[Kind, ...]) -> Json:
    """A row's line as it was rendered when the tally came, or of some kinds only."""
    if kinds:
        return company_json(decode(Tally, row["raw"]), kinds)
    line: Json = orjson.loads(row["line"])
    return line


def fold(rows: list[Row]) -> Tally:
    """The totals of the case rows of one group (at least one), exact."""
    cells: dict[str, dict[tuple[Kind, Bucket], list[Total]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        total = Total(count=1, usd=Decimal(row["usd_text"] or 0), eur=Decimal(row["eur_text"] or 0))
        place = Kind(row["kind"]), Bucket(row["bucket"])
        for part in ("all", row["day"][:4] or "unknown"):
            cells[part][place].append(total)
    days = sorted(row["day"] for row in rows if row["day"])
    years = {year: _totals(cells[year]) for year in cells if year != "all"}
    return Tally(
        group=orjson.loads(rows[0]["raw"])["group"],
        kinds=_totals(cells["all"]),
        by_year=years,
        first=dt.date.fromisoformat(days[0]) if days else None,
        last=dt.date.fromisoformat(days[-1]) if days else None,
    )


def _totals(cells: dict[tuple[Kind, Bucket], list[Total]]) -> Totals:
    kinds = {kind for kind, _ in cells}
    return {k: KindTotals(**{b.value: add(cells.get((k, b), [])) for b in Bucket}) for k in kinds}


def _next(rows: list[Row], page: Page) -> str | None:
    if len(rows) <= page.limit:
        return None
    last = rows[page.limit - 1]
    return page.next_cursor(last["sort"], last["slug"])


def _count_of(kinds: tuple[Kind, ...]) -> str:
    return " + ".join(f"{kind}_{bucket}_n" for kind in kinds for bucket in Bucket)


def _tally_sort(column: str, kinds: tuple[Kind, ...]) -> str:
    if column == "name":
        return "slug"
    if column == "last":
        return "last"
    if column == "cases":
        return f"({_count_of(kinds)})" if kinds else "cases"
    return "(" + " + ".join(f"{kind}_{column}" for kind in kinds) + ")" if kinds else column


def _case_sum(bucket: Bucket) -> str:
    return f"TOTAL(max(usd, 0)) FILTER (WHERE bucket = '{bucket}')"


_CASE_SORTS = {
    **{bucket.value: _case_sum(bucket) for bucket in Bucket},
    "cases": "count(*)",
    "last": "max(day)",
    "name": "slug",
}
