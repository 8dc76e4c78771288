"""Route: alerts, newest first, for those who poll."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from dashboard.api import shapes
from dashboard.api.context import Here
from dashboard.api.params import AlertQuery, Cursor, Limit, Since, Until
from dashboard.api.problems import responses
from dashboard.model.paging import Page

router = APIRouter(tags=["alerts"])
Sort = Annotated[
    Literal["-at", "at", "-usd", "usd", "-logged", "logged"],
    Query(description="at: publication time; logged: order of arrival"),
]


@router.get(
    "/api/alerts",
    summary="Alerts",
    response_model=shapes.AlertPage,
    responses=responses(400, 401, 404, 422, 429),
)
async def alerts(
    *,
    request: Request,
    here: Here,
    wanted: AlertQuery,
    since: Since = None,
    until: Until = None,
    sort: Sort = "-at",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Opened, updated and withdrawn events. Each `id` appears once, however often it was sent."""
    last = (until + timedelta(days=1)).isoformat() if until else ""

    def make() -> dict[str, Any]:
        rows, following = here.model.alerts.page(
            wanted,
            Page(sort=sort, limit=limit, cursor=cursor),
            since=since.isoformat() if since else "",
            until=last,
        )
        return {"alerts": rows, "next": following}

    return await here.answer(request, make)
