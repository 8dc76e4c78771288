"""Route: alerts, newest first, for those who poll."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response

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
    end = _day_after(until).isoformat() if until else ""

    def make() -> dict[str, Any]:
        rows, following = here.model.alerts.page(
            wanted,
            Page(sort=sort, limit=limit, cursor=cursor),
            since=since.isoformat() if since else "",
            until=end,
        )
        return {"alerts": rows, "next": following}

    return await here.answer(request, make)


def _day_after(day: date) -> date:
    """Where a list that includes `day` ends. 422 for the last day of the calendar."""
    if day == date.max:
        raise HTTPException(422, f"until: must lie before {day}")
    return day + timedelta(days=1)
