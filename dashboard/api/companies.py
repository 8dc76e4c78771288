"""Routes: the ranking, one company, totals over all, exports of the ranking."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response

from dashboard.api import shapes
from dashboard.api.context import Context, Here
from dashboard.api.exports import export
from dashboard.api.params import CaseQuery, Cursor, Limit
from dashboard.api.problems import responses
from dashboard.model.companies import company_json, totals_json
from dashboard.model.filters import CaseFilter
from dashboard.model.paging import Page
from dashboard.model.windows import windows
from schemas.group import group_key
from schemas.tally import Tally, Totals

router = APIRouter(tags=["companies"])
Sort = Annotated[
    Literal[
        "-standing",
        "standing",
        "-pending",
        "pending",
        "-closed",
        "closed",
        "-cases",
        "cases",
        "-last",
        "last",
        "name",
        "-name",
    ],
    Query(description="Order; a leading minus puts large values first"),
]


@router.get(
    "/api/companies",
    summary="Ranking of companies",
    response_model=shapes.CompanyPage,
    responses=responses(400, 401, 404, 422, 429),
)
async def companies(
    *,
    request: Request,
    here: Here,
    wanted: CaseQuery,
    sort: Sort = "-standing",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Companies by what stands against them. Standing, pending and closed are never added.

    Filters other than `kind` and `group` make the sums be those of the matching cases alone.
    """

    def make() -> dict[str, Any]:
        page = Page(sort=sort, limit=limit, cursor=cursor)
        rows, following = here.model.companies.page(wanted, page)
        return {"companies": rows, "next": following}

    return await here.answer(request, make)


@router.get(
    "/api/companies.{format}",
    summary="Export of the ranking",
    response_class=Response,
    responses={
        200: {
            "description": "The whole ranking; one row a company, sums as decimal strings",
            "content": {
                "text/csv": {"example": shapes.CSV_EXAMPLE},
                "application/json": {},
                "application/vnd.apache.parquet": {},
            },
        },
        **responses(401, 404, 422, 429),
    },
)
async def exported(
    here: Here,
    format: Literal["csv", "json", "parquet"],  # noqa: A002 (the address says format)
    wanted: CaseQuery,
    sort: Sort = "-standing",
) -> Response:
    """The whole ranking as CSV, JSON or Parquet, with the same filters."""
    return await export(format, here.model.companies.every(wanted, sort))


@router.get(
    "/api/companies/{group:path}",
    summary="One company",
    response_model=shapes.CompanyDetail,
    responses=responses(401, 404, 422, 429),
)
async def company(request: Request, here: Here, group: str) -> Response:
    """A company's totals: overall, by year, jurisdiction, authority and subsidiary, and the last
    30, 90 and 365 days (UTC). `group` is the name or the key.
    """
    return await here.answer(request, lambda: _detail(here, group))


@router.get(
    "/api/summary",
    summary="Totals over all companies",
    response_model=shapes.Summary,
    responses=responses(401, 429),
)
async def summary(request: Request, here: Here) -> Response:
    """Totals by kind and bucket, and how many companies and cases there are."""

    def make() -> dict[str, Any]:
        years = here.model.companies.totals()
        return {
            **totals_json(years.pop("")),
            "by_year": {year: totals_json(totals) for year, totals in years.items()},
            "companies": here.model.companies.count(),
            "cases": here.model.cases.count(CaseFilter()),
            "ambiguous": here.model.cases.count(CaseFilter(ambiguous=True)),
            "facets": here.model.cases.facets(),
            "run": here.model.topics.run,
        }

    return await here.answer(request, make)


def _detail(here: Context, group: str) -> dict[str, Any]:
    tally = here.model.companies.get(group)
    if tally is None:
        raise HTTPException(404, f"no company {group!r}: look it up with /api/search?q=")
    return detail(tally, here)


def detail(tally: Tally, here: Context) -> dict[str, Any]:
    """A company with all its breakdowns."""
    parts: dict[str, Mapping[Any, Totals]] = {
        "by_year": tally.by_year,
        "by_jurisdiction": tally.by_jurisdiction,
        "by_authority": tally.by_authority,
        "by_company": tally.by_company,
        "windows": windows(tally, today=here.now().date()),
    }
    broken_down = {
        name: {str(key): totals_json(totals) for key, totals in part.items()}
        for name, part in parts.items()
    }
    own = CaseFilter(groups=(group_key(tally.group),))
    return company_json(tally) | broken_down | {"open_cases": here.model.cases.count(own)}
