"""Records -> rows: what the model indexes of a tally, case, placement or alert. Pure."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dashboard.model.layout import SUM_COLUMNS
from schemas.alert import Alert
from schemas.case import Case, Placement
from schemas.codec import plain_decimal
from schemas.group import group_key
from schemas.tally import KindTotals, Tally, Total
from schemas.words import Bucket, Kind

NOTHING = KindTotals()
EMPTY = Total()
CELLS = tuple((kind, bucket) for kind in Kind for bucket in Bucket)
UNDATED = ""  # sorts before every date


key_of_group = lru_cache(maxsize=200_000)(group_key)
"""The key of a group, remembered: every case and alert of a company asks for it."""


def bucket_total(totals: KindTotals, bucket: Bucket) -> Total:
    """The one of the three sums that `bucket` names."""
    match bucket:
        case Bucket.STANDING:
            return totals.standing
        case Bucket.PENDING:
            return totals.pending
        case Bucket.CLOSED:
            return totals.closed


def grid(kinds: dict[Kind, KindTotals]) -> dict[tuple[Kind, Bucket], Total]:
    """All nine cells, the empty ones too, in the order of `SUM_COLUMNS`."""
    return {place: bucket_total(kinds.get(place[0], NOTHING), place[1]) for place in CELLS}


def add(totals: list[Total]) -> Total:
    """The sum of totals of one bucket. Never call it across buckets."""
    if sum(1 for t in totals if t.count) <= 1:
        return next((t for t in totals if t.count), EMPTY)
    return Total(
        count=sum(t.count for t in totals),
        usd=sum((t.usd for t in totals), Decimal(0)),
        eur=sum((t.eur for t in totals), Decimal(0)),
    )


def company_row(tally: Tally, raw: bytes) -> dict[str, Any]:
    """The columns of table `company`."""
    cells = grid(tally.kinds)
    row: dict[str, Any] = {"slug": key_of_group(tally.group), "grp": tally.group, "raw": raw}
    for name, total in zip(SUM_COLUMNS, cells.values(), strict=True):
        row[name], row[f"{name}_n"] = float(total.usd), total.count
    for bucket in Bucket:
        row[bucket.value] = float(sum(cells[kind, bucket].usd for kind in Kind))
    row["cases"] = sum(total.count for total in cells.values())
    row["first"] = tally.first and tally.first.isoformat()
    row["last"] = tally.last.isoformat() if tally.last else UNDATED
    return row


def case_row(case: Case, raw: bytes) -> dict[str, Any]:
    """The columns of table `cases`. A case without a date is placed by its first report."""
    day = case.date or (case.first_reported and case.first_reported.date())
    return {
        "id": case.id,
        "kind": case.kind.value,
        "slug": key_of_group(case.group),
        "company": case.company,
        "status": case.status.value,
        "stage": case.stage.value,
        "bucket": case.bucket.value,
        "authority": case.authority or case.party,
        "jurisdiction": case.jurisdiction,
        "day": day.isoformat() if day else UNDATED,
        "reported": instant(case.last_reported),
        "usd": float(case.usd) if case.usd is not None else -1.0,
        "usd_text": None if case.usd is None else plain_decimal(case.usd),
        "eur_text": None if case.eur is None else plain_decimal(case.eur),
        "confidence": case.confidence,
        "ambiguous": case.ambiguous,
        "raw": raw,
    }


def case_text(case: Case) -> tuple[str, str, str, str]:
    """What a search finds a case by: names, party, titles, quoted sentences."""
    quotes = (source.evidence.text for source in case.sources if source.evidence)
    titles = dict.fromkeys(source.title for source in case.sources)
    names = f"{case.company} {case.group}" if case.company != case.group else case.company
    party = " ".join(filter(None, (case.party, case.authority, case.jurisdiction)))
    return names, party, "\n".join(titles), "\n".join(dict.fromkeys(quotes))


def placement_row(placement: Placement, raw: bytes) -> dict[str, Any]:
    """The columns of table `placement`."""
    return {
        "mention": placement.mention.id,
        "case_id": placement.case,
        "published": instant(placement.published),
        "confidence": placement.mention.confidence,
        "raw": raw,
    }


def alert_row(alert: Alert, raw: bytes, *, logged: int) -> dict[str, Any]:
    """The columns of table `alert`; `logged` (ms) stands in for a missing publication time."""
    at = alert.at or dt.datetime.fromtimestamp(logged / 1000, dt.UTC)
    return {
        "id": alert.id,
        "kind": alert.kind.value,
        "type": alert.type.value,
        "severity": alert.severity.value,
        "slug": key_of_group(alert.group),
        "case_id": alert.case,
        "stage": alert.stage.value,
        "bucket": alert.bucket.value,
        "authority": alert.authority or alert.party,
        "jurisdiction": alert.jurisdiction,
        "usd": float(alert.usd) if alert.usd is not None else -1.0,
        "at": instant(at),
        "logged": logged,
        "raw": raw,
    }


def instant(at: dt.datetime | None) -> str:
    """UTC in a form whose text order is its time order; undated sorts first."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else UNDATED
