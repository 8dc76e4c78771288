"""Query parameters -> filters and pages. Lists are given by repeating a parameter."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, NamedTuple

from fastapi import Depends, HTTPException, Query

from dashboard import alerts
from dashboard.alerts import AlertFilter
from dashboard.api.context import Here
from dashboard.model.filters import CaseFilter, from_watchlist
from schemas.alert import AlertType, Severity
from schemas.watchlist import Watchlist
from schemas.words import Bucket, Kind, Stage

Kinds = Annotated[list[Kind] | None, Query(description="Kind of event; repeat for several")]
Stages = Annotated[list[Stage] | None, Query(description="Stage; repeat for several")]
Buckets = Annotated[list[Bucket] | None, Query(description="standing, pending or closed")]
Texts = list[str] | None
Authorities = Annotated[Texts, Query(description="Authority or claimant, whole name")]
Jurisdictions = Annotated[Texts, Query(description="Jurisdiction, e.g. US or EU")]
Groups = Annotated[Texts, Query(description="Company group, by name or key")]
Since = Annotated[date | None, Query(description="First day, included (ISO 8601)")]
Until = Annotated[date | None, Query(description="Last day, included (ISO 8601)")]
Days = Annotated[
    int | None, Query(ge=1, le=36_500, description="Only the last so many days; instead of since")
]
MinUsd = Annotated[
    Decimal | None, Query(ge=0, description="Smallest sum in US dollars; no sum, no match")
]
WatchlistName = Annotated[str | None, Query(description="Only what this watchlist is about")]
Keywords = Annotated[Texts, Query(description="Words or phrases in titles and quotes")]
Limit = Annotated[int, Query(ge=1, le=500, description="Rows on a page")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before")]


class Narrowing(NamedTuple):
    """What cases and alerts are narrowed by alike: the fields that both filters have."""

    kinds: tuple[Kind, ...]
    stages: tuple[Stage, ...]
    buckets: tuple[Bucket, ...]
    authorities: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    groups: tuple[str, ...]
    keywords: tuple[str, ...]
    min_usd: Decimal | None


def narrowing(
    *,
    kind: Kinds = None,
    stage: Stages = None,
    bucket: Buckets = None,
    authority: Authorities = None,
    jurisdiction: Jurisdictions = None,
    group: Groups = None,
    keyword: Keywords = None,
    min_usd: MinUsd = None,
) -> Narrowing:
    """The parameters that every list takes."""
    return Narrowing(
        kinds=tuple(kind or ()),
        stages=tuple(stage or ()),
        buckets=tuple(bucket or ()),
        authorities=tuple(authority or ()),
        jurisdictions=tuple(jurisdiction or ()),
        groups=tuple(group or ()),
        keywords=tuple(keyword or ()),
        min_usd=min_usd,
    )


Narrowed = Annotated[Narrowing, Depends(narrowing)]


def case_filter(
    *,
    here: Here,
    narrowed: Narrowed,
    since: Since = None,
    until: Until = None,
    days: Days = None,
    watchlist: WatchlistName = None,
) -> CaseFilter:
    """The filter that the parameters describe. 404 for an unknown watchlist."""
    chosen = find_watchlist(here, watchlist)
    return CaseFilter(
        **narrowed._asdict(),
        since=_first_day(here, since, days),
        until=until,
        watchlist=from_watchlist(chosen) if chosen else None,
    )


def alert_filter(
    *,
    here: Here,
    narrowed: Narrowed,
    type: Annotated[list[AlertType] | None, Query(description="opened, updated, withdrawn")] = None,  # noqa: A002
    min_severity: Annotated[Severity, Query(description="Smallest severity")] = Severity.LOW,
    watchlist: WatchlistName = None,
) -> AlertFilter:
    """The filter that the parameters describe. 404 for an unknown watchlist."""
    chosen = find_watchlist(here, watchlist)
    return AlertFilter(
        **narrowed._asdict(),
        types=tuple(type or ()),
        min_severity=min_severity,
        watchlist=alerts.from_watchlist(chosen) if chosen else None,
    )


def find_watchlist(here: Here, name: str | None) -> Watchlist | None:
    """The named watchlist, None for no name. 404 if there is none of that name."""
    if name is None:
        return None
    found = here.model.watchlists.get(name)
    if found is None:
        raise HTTPException(404, f"no watchlist {name!r}: see /api/watchlists")
    return found


def _first_day(here: Here, since: date | None, days: int | None) -> date | None:
    if days is None:
        return since
    if since is not None:
        raise HTTPException(422, "give since or days, not both")
    return here.now().date() - timedelta(days=days - 1)


CaseQuery = Annotated[CaseFilter, Depends(case_filter)]
AlertQuery = Annotated[AlertFilter, Depends(alert_filter)]
