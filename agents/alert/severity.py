"""How loud an alert is: by the sum, how final it is, and how sure we are.

In: a case. Out: `Severity`. By sum in dollars: from 100 million critical, from 10 million high,
from 500,000 medium, below that low; a fine, settlement or suit without a sum is medium. One step
quieter while pending, and one step quieter when unsure. A closed or withdrawn case is low.
"""

from decimal import Decimal

from schemas.alert import Severity
from schemas.case import Case, Status
from schemas.words import Bucket

_LEVELS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
_FROM = (Decimal(500_000), Decimal(10_000_000), Decimal(100_000_000))
_SURE = 0.5


def severity(case: Case) -> Severity:
    """The severity of what `case` says now."""
    if case.status is not Status.OPEN or case.bucket is Bucket.CLOSED:
        return Severity.LOW
    level = 1 if case.usd is None else sum(case.usd >= start for start in _FROM)
    level -= case.bucket is Bucket.PENDING and case.usd is not None
    level -= case.ambiguous or case.confidence < _SURE
    return _LEVELS[max(level, 0)]
