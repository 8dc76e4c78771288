"""Tally: a company's running totals, a pure function of its cases."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from schemas.words import Kind

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many cases, and the sums of those that carry an amount and a rate."""

    count: int = 0
    usd: Decimal = ZERO
    eur: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTotals:
    """One kind's cases by bucket. The three sums are never added together."""

    standing: Total = field(default_factory=Total)
    pending: Total = field(default_factory=Total)
    closed: Total = field(default_factory=Total)

    @property
    def count(self) -> int:
        """Cases of this kind in all buckets."""
        return self.standing.count + self.pending.count + self.closed.count


Totals = dict[Kind, KindTotals]


@dataclass(frozen=True, slots=True, kw_only=True)
class LargestCase:
    """The open standing case with the largest sum in USD."""

    case: str
    usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A group's totals: overall, and by year, jurisdiction, authority and subsidiary.

    Years are "2019" or "unknown". `days` holds the dated totals from which the rolling windows of
    30, 90 and 365 days are cut when read (a window moves with the reader's clock, not with events).
    """

    group: str
    kinds: Totals = field(default_factory=dict)
    by_year: dict[str, Totals] = field(default_factory=dict)
    by_jurisdiction: dict[str, Totals] = field(default_factory=dict)
    by_authority: dict[str, Totals] = field(default_factory=dict)
    by_company: dict[str, Totals] = field(default_factory=dict)
    days: dict[dt.date, Totals] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    largest: LargestCase | None = None
    sequence: int = 1
    version: int = 1
