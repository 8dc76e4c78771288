"""Which alerts somebody wants: pure tests over `Alert`, for watchlists and for the terminal.

`AlertFilter(...).matches(alert)`; `regwatch alerts --kind --company --min-usd` builds one from its
options with `from_options`, a watchlist with `from_watchlist`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from schemas.alert import Alert, AlertType, Severity
from schemas.group import group_key
from schemas.watchlist import Watchlist
from schemas.words import Bucket, Kind, Stage

LOUDNESS = {severity: place for place, severity in enumerate(Severity)}
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def plain_words(text: str) -> str:
    """Words without case, accents and punctuation, one space around each."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(mark for mark in bare if not unicodedata.combining(mark))
    return f" {_BETWEEN_WORDS.sub(' ', kept).strip()} "


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """Empty fields let everything through; the given ones must all hold.

    `names` match the group or the company as reported, whole and without regard to case;
    `groups` and `companies` match one of the two each, and either is enough.
    """

    kinds: tuple[Kind, ...] = ()
    types: tuple[AlertType, ...] = ()
    stages: tuple[Stage, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    min_usd: Decimal | None = None
    min_severity: Severity = Severity.LOW
    watchlist: "AlertFilter | None" = None

    def matches(self, alert: Alert) -> bool:
        """Whether `alert` is wanted."""
        return (
            _in(alert.kind, self.kinds)
            and _in(alert.type, self.types)
            and _in(alert.stage, self.stages)
            and _in(alert.bucket, self.buckets)
            and LOUDNESS[alert.severity] >= LOUDNESS[self.min_severity]
            and (self.min_usd is None or (alert.usd is not None and alert.usd >= self.min_usd))
            and _named(self.names, alert.group, alert.company)
            and self._company_wanted(alert)
            and _named(self.authorities, alert.authority, alert.party)
            and _named(self.jurisdictions, alert.jurisdiction)
            and _says(self.keywords, alert)
            and (self.watchlist is None or self.watchlist.matches(alert))
        )

    def _company_wanted(self, alert: Alert) -> bool:
        if not self.groups and not self.companies:
            return True
        if group_key(alert.group) in {group_key(name) for name in self.groups}:
            return True
        return bool(self.companies) and _named(self.companies, alert.company)


def from_watchlist(watchlist: Watchlist) -> AlertFilter:
    """The alerts that a watchlist asks for."""
    return AlertFilter(
        kinds=watchlist.kinds,
        stages=watchlist.stages,
        groups=watchlist.groups,
        companies=watchlist.companies,
        authorities=watchlist.authorities,
        jurisdictions=watchlist.jurisdictions,
        keywords=watchlist.keywords,
        min_usd=watchlist.min_usd,
        min_severity=watchlist.min_severity,
    )


def from_options(
    *, kind: str | None = None, company: str | None = None, min_usd: Decimal | None = None
) -> AlertFilter:
    """What `regwatch alerts` was asked for. Raises `ValueError` for an unknown kind."""
    return AlertFilter(
        kinds=(Kind(kind),) if kind else (),
        names=(company,) if company else (),
        min_usd=min_usd,
    )


def wanted(alerts: Iterable[Alert], chosen: AlertFilter) -> Iterator[Alert]:
    """Each wanted alert once: a repeated id is a redelivery."""
    seen: set[str] = set()
    for alert in alerts:
        if alert.id not in seen and chosen.matches(alert):
            seen.add(alert.id)
            yield alert


def _in(value: str, allowed: tuple[str, ...]) -> bool:
    return not allowed or value in allowed


def _named(names: tuple[str, ...], *values: str | None) -> bool:
    if not names:
        return True
    wanted_names = {name.casefold() for name in names}
    return any(value is not None and value.casefold() in wanted_names for value in values)


def _says(keywords: tuple[str, ...], alert: Alert) -> bool:
    if not keywords:
        return True
    parts = [alert.company, alert.group, alert.party or "", alert.authority or ""]
    for source in alert.evidence:
        parts += [source.title, source.evidence.text if source.evidence else ""]
    text = plain_words("\n".join(parts))
    return any(plain_words(keyword) in text for keyword in keywords if keyword.strip())
