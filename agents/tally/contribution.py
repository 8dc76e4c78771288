"""Case -> what it adds to its group's tally; None while it does not count."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from schemas.case import Case, Status
from schemas.tally import ZERO
from schemas.words import Bucket, Kind

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One open case as the tally counts it. Sums are zero where there is no amount or no rate."""

    case: str
    kind: Kind
    bucket: Bucket
    usd: Decimal = ZERO
    eur: Decimal = ZERO
    day: dt.date | None = None
    jurisdiction: str = UNKNOWN
    authority: str = UNKNOWN
    company: str = UNKNOWN

    @property
    def year(self) -> str:
        """The year it counts in."""
        return str(self.day.year) if self.day else UNKNOWN


def contribution(case: Case) -> Contribution | None:
    """What `case` adds: open cases only."""
    if case.status is not Status.OPEN:
        return None
    return Contribution(
        case=case.id,
        kind=case.kind,
        bucket=case.bucket,
        usd=case.usd or ZERO,
        eur=case.eur or ZERO,
        day=case.date,
        jurisdiction=case.jurisdiction or UNKNOWN,
        authority=case.authority or UNKNOWN,
        company=case.company,
    )
