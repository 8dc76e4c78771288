"""Alert: what a compliance team is told: an event opened, changed, or fell away."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime

from schemas.case import Source
from schemas.mention import Confidence, Currency
from schemas.words import Bucket, Kind, Stage


class AlertType(StrEnum):
    """One `opened` a case; then `updated` as it changes; `withdrawn` when it falls away."""

    OPENED = "opened"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"


class Severity(StrEnum):
    """How loud: by standing sum, stage and confidence (see agents/alert/severity.py)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One notice about one case. The same change always has the same `id`: drop what you know.

    `changes` maps a field's name to (from, to) and is empty for `opened`; `evidence` holds the
    quoted sentences (at most five); `at` is the publication time of the item that caused it.
    """

    id: str
    type: AlertType
    case: str
    sequence: int
    kind: Kind
    severity: Severity
    group: str
    company: str
    amount: Decimal | None = None
    currency: Currency | None = None
    usd: Decimal | None = None
    eur: Decimal | None = None
    stage: Stage
    bucket: Bucket
    party: str | None = None
    authority: str | None = None
    jurisdiction: str | None = None
    date: dt.date | None = None
    confidence: Confidence = 1.0
    ambiguous: bool = False
    reason: str = ""
    changes: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    evidence: tuple[Source, ...] = ()
    at: AwareDatetime | None = None
    version: int = 1
