"""Watchlist: what a compliance team wants to hear about, and by which channels."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.alert import Severity
from schemas.topics import TopicSpec
from schemas.words import Kind, Stage

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
HourSpan = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]


class Digest(StrEnum):
    """When the alerts of a watchlist go out."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Every condition that is given must hold; inside one condition any entry will do.

    `groups` are group names, `companies` names as reported (a subsidiary); a watchlist that gives
    both wants either. `min_usd` leaves out whatever has no known sum. `keywords` are words or
    phrases in the quoted sentences, titles, names and party. `channels` name entries of the
    watchlist file, so that no address or secret ever lies on a topic. `quiet` is a span of local
    hours in `timezone` ("22:00-07:00") in which nothing goes out unless it is critical.
    """

    name: Name
    title: str = ""
    groups: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    stages: tuple[Stage, ...] = ()
    authorities: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    min_usd: Annotated[Decimal, Field(ge=0)] | None = None
    min_severity: Severity = Severity.LOW
    channels: tuple[str, ...] = ()
    digest: Digest = Digest.NOW
    quiet: HourSpan | None = None
    timezone: str = "UTC"
    version: int = 1


WATCHLISTS = TopicSpec(name="regwatch.watchlists", partitions=1, compacted=True)
"""Key: the watchlist's name. One topic for all runs: a replay changes no one's subscriptions."""
