"""Routes: cases and one case with everything that is known about it; search."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response

from dashboard.api import shapes
from dashboard.api.context import Context, Here
from dashboard.api.params import CaseQuery, Cursor, Limit
from dashboard.api.problems import responses
from dashboard.model.paging import Page

router = APIRouter(tags=["cases"])
Sort = Annotated[
    Literal["-usd", "usd", "-date", "date", "-reported", "reported", "-confidence", "confidence"],
    Query(description="Order; a leading minus puts large and late values first"),
]


@router.get(
    "/api/cases",
    summary="Cases",
    response_model=shapes.CasePage,
    responses=responses(400, 401, 404, 422, 429),
)
async def cases(
    *,
    request: Request,
    here: Here,
    wanted: CaseQuery,
    sort: Sort = "-date",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Open cases that pass the filter, without their sources and history."""

    def make() -> dict[str, Any]:
        page = Page(sort=sort, limit=limit, cursor=cursor)
        rows, following = here.model.cases.page(wanted, page)
        return {"cases": rows, "next": following, "count": here.model.cases.count(wanted)}

    return await here.answer(request, make)


@router.get(
    "/api/cases/{case}",
    summary="One case",
    response_model=shapes.CaseDetail,
    responses=responses(401, 404, 429),
)
async def case(request: Request, here: Here, case: str) -> Response:
    """A case with its history, sources, quoted sentences, every mention with the reason for its
    classification, the linked cases and the alerts it raised. A merged case names its winner.
    """
    return await here.answer(request, lambda: _detail(here, case))


@router.get(
    "/api/search",
    summary="Search",
    response_model=shapes.SearchResult,
    responses=responses(401, 422, 429),
)
async def search(
    request: Request,
    here: Here,
    q: Annotated[str, Query(max_length=200, description="Words; the last may be unfinished")],
    limit: Annotated[int, Query(ge=1, le=100, description="Most results of each sort")] = 20,
) -> Response:
    """Companies and cases whose names, parties, titles or quoted sentences hold every word."""
    return await here.answer(request, lambda: here.model.search.find(q, limit=limit))


def _detail(here: Context, case: str) -> dict[str, Any]:
    found = here.model.cases.get(case)
    if found is None:
        raise HTTPException(404, f"no case {case!r}: look it up with /api/search?q=")
    tied = [link["case"] for link in found.get("links", ())]
    tied += [name for name in (found.get("merged_into"),) if name]
    tied += list(found.get("candidates", ()))
    found["mentions"] = here.model.cases.mentions(case)
    found["related"] = here.model.cases.brief(tied)
    found["alerts"] = here.model.alerts.of_case(case)
    return found
