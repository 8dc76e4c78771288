"""Routes: watchlists, and what one would have sent before it is saved."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Body, HTTPException, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from dashboard import alerts
from dashboard.api import service_shapes as shapes
from dashboard.api.context import Context, Here
from dashboard.api.problems import responses
from dashboard.model.filters import from_watchlist
from schemas.codec import to_dict
from schemas.watchlist import Watchlist

router = APIRouter(prefix="/api/watchlists", tags=["watchlists"])
Name = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", description="Small letters, digits, dashes")
]
Given = Annotated[Watchlist, Body()]
YEAR = timedelta(days=365)
SHOWN = 10  # alerts of a preview
PATIENCE = 40  # times 25 ms until a saved watchlist came back through the log


@router.get(
    "", summary="All watchlists", response_model=shapes.Watchlists, responses=responses(401, 429)
)
async def watchlists(request: Request, here: Here) -> Response:
    """Those of the watchlist file and those saved here."""
    return await here.answer(
        request,
        lambda: {
            "watchlists": [_entry(here, one) for one in here.model.watchlists.all()],
            "channels": list(here.channels),
        },
    )


@router.post(
    "/preview",
    summary="Preview a watchlist",
    response_model=shapes.Preview,
    responses=responses(401, 422, 429),
)
async def preview(here: Here, watchlist: Given) -> dict[str, Any]:
    """How often it would have fired in the last 365 days, without saving it."""
    _check(here, watchlist)
    return await run_in_threadpool(_preview, here, watchlist)


@router.get(
    "/{name}",
    summary="One watchlist",
    response_model=shapes.WatchlistEntry,
    responses=responses(401, 404, 422, 429),
)
async def watchlist(request: Request, here: Here, name: Name) -> Response:
    """The watchlist of that name."""
    found = here.model.watchlists.get(name)
    if found is None:
        raise HTTPException(404, f"no watchlist {name!r}: see /api/watchlists")
    return await here.answer(request, lambda: _entry(here, found))


@router.put(
    "/{name}",
    summary="Create or replace a watchlist",
    response_model=shapes.WatchlistEntry,
    responses=responses(401, 409, 422, 429, 503),
)
async def save(here: Here, name: Name, watchlist: Given) -> dict[str, Any]:
    """Save it on the log, where every copy of the dashboard and the notifier find it."""
    if watchlist.name != name:
        raise HTTPException(422, f"the address says {name!r}, the body {watchlist.name!r}")
    _check(here, watchlist)
    await run_in_threadpool(here.model.watchlists.save, watchlist)
    await _settle(lambda: here.model.watchlists.get(name) == watchlist)
    return _entry(here, watchlist)


@router.delete(
    "/{name}",
    summary="Delete a watchlist",
    status_code=204,
    responses=responses(401, 404, 409, 422, 429, 503),
)
async def delete(here: Here, name: Name) -> Response:
    """Take a saved watchlist away; what waits in a digest still goes out."""
    if not await run_in_threadpool(here.model.watchlists.delete, name):
        raise HTTPException(404, f"no watchlist {name!r}: see /api/watchlists")
    await _settle(lambda: here.model.watchlists.get(name) is None)
    return Response(status_code=204)


def _entry(here: Context, watchlist: Watchlist) -> dict[str, Any]:
    source = "file" if watchlist.name in here.model.watchlists.from_file else "saved"
    return {"watchlist": to_dict(watchlist), "source": source}


def _check(here: Context, watchlist: Watchlist) -> None:
    unknown = [name for name in watchlist.channels if name not in here.channels]
    if unknown:
        known = ", ".join(here.channels) or "none"
        raise HTTPException(
            422, f"no channel {unknown[0]!r} in the watchlist file (there: {known})"
        )
    try:
        ZoneInfo(watchlist.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise HTTPException(
            422, f"no time zone {watchlist.timezone!r}: use a name like Europe/Berlin"
        ) from error


def _preview(here: Context, watchlist: Watchlist) -> dict[str, Any]:
    now = here.now()
    fired = 0
    events: set[str] = set()
    months: Counter[str] = Counter()
    latest: list[dict[str, Any]] = []
    for alert in here.model.alerts.fired(
        alerts.from_watchlist(watchlist),
        since=(now - YEAR).isoformat(),
        until=now.isoformat(),
    ):
        fired += 1
        events.add(alert.case)
        if alert.at:
            months[alert.at.strftime("%Y-%m")] += 1
        if len(latest) < SHOWN:
            latest.append(to_dict(alert))
    times = "once" if fired == 1 else f"{fired} times"
    return {
        "text": f"would have fired {times} in the last 365 days",
        "fired": fired,
        "events": len(events),
        "by_month": dict(sorted(months.items())),
        "cases": here.model.cases.count(from_watchlist(watchlist)),
        "latest": latest,
    }


async def _settle(done: Any) -> None:
    for _ in range(PATIENCE):
        if await run_in_threadpool(done):
            return
        await asyncio.sleep(0.025)
