"""What a reader may narrow a list by, and the SQL condition for it over table `cases`.

Values inside one field are alternatives; the fields must all hold. Text never becomes SQL: every
value is a parameter, and keywords become quoted phrases of the full-text index.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from schemas.case import Status
from schemas.group import group_key
from schemas.watchlist import Watchlist
from schemas.words import Bucket, Kind, Stage

Condition = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Empty fields do not narrow. `since` and `until` (both included) bound the event's day."""

    kinds: tuple[Kind, ...] = ()
    stages: tuple[Stage, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    authorities: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    min_usd: Decimal | None = None
    ambiguous: bool | None = None
    statuses: tuple[Status, ...] = (Status.OPEN,)
    watchlist: "CaseFilter | None" = None

    @property
    def narrows_cases(self) -> bool:
        """Whether the sums of a tally no longer answer, so that cases must be added up."""
        return replace(self, kinds=(), groups=()) != CaseFilter()

    def where(self) -> Condition:
        """The condition and its parameters."""
        parts = [
            _any_of("kind", self.kinds),
            _any_of("stage", self.stages),
            _any_of("bucket", self.buckets),
            _any_of("authority COLLATE NOCASE", self.authorities),
            _any_of("jurisdiction COLLATE NOCASE", self.jurisdictions),
            _any_of("+status", self.statuses),  # nearly all are open: no index is worth it
            _named(self.groups, self.companies),
            _keywords(self.keywords),
        ]
        if self.since is not None:
            parts.append(("day >= ?", [self.since.isoformat()]))
        if self.until is not None:
            parts.append(("day <= ? AND day != ''", [self.until.isoformat()]))
        if self.min_usd is not None:
            parts.append(("usd >= ?", [float(self.min_usd)]))
        if self.ambiguous is not None:
            parts.append(("ambiguous = ?", [self.ambiguous]))
        if self.watchlist is not None:
            parts.append(self.watchlist.where())
        return all_of(parts)


def from_watchlist(watchlist: Watchlist) -> CaseFilter:
    """The cases that a watchlist is about."""
    return CaseFilter(
        kinds=watchlist.kinds,
        stages=watchlist.stages,
        authorities=watchlist.authorities,
        jurisdictions=watchlist.jurisdictions,
        groups=watchlist.groups,
        companies=watchlist.companies,
        keywords=watchlist.keywords,
        min_usd=watchlist.min_usd,
    )


def all_of(parts: Iterable[Condition]) -> Condition:
    """The conditions that are not empty, joined by AND."""
    given = [part for part in parts if part[0]]
    text = " AND ".join(f"({sql})" for sql, _ in given) or "1"
    return text, [param for _, params in given for param in params]


def _any_of(column: str, values: tuple[Any, ...]) -> Condition:
    if not values:
        return "", []
    return f"{column} IN ({', '.join('?' * len(values))})", [str(value) for value in values]


def _named(groups: tuple[str, ...], companies: tuple[str, ...]) -> Condition:
    given = [
        _any_of("slug", tuple(group_key(name) for name in groups)),
        _any_of("company COLLATE NOCASE", companies),
    ]
    parts = [part for part in given if part[0]]
    return " OR ".join(sql for sql, _ in parts), [param for _, params in parts for param in params]


def _keywords(keywords: tuple[str, ...]) -> Condition:
    if not keywords:
        return "", []
    phrases = " OR ".join(phrase(keyword) for keyword in keywords)
    return "cases.rowid IN (SELECT rowid FROM case_text WHERE case_text MATCH ?)", [phrases]


def phrase(text: str) -> str:
    """`text` as one quoted full-text phrase, whatever it holds."""
    return '"' + text.replace('"', " ").replace("\0", " ") + '"'


def prefix_query(text: str) -> str:
    """Every word of what somebody is still typing; the last may be the start of a word."""
    words = text.replace("\0", " ").split()[:12]
    return " ".join(phrase(word) for word in words) + "*" if words else ""
