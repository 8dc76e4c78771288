"""Rolling windows: the last 30, 90 and 365 days of a tally, cut on the day they are read. Pure."""

import datetime as dt

from dashboard.model.projection import add, bucket_total
from schemas.tally import KindTotals, Tally, Total, Totals
from schemas.words import Bucket, Kind

WINDOWS = (30, 90, 365)


def window(tally: Tally, *, today: dt.date, days: int) -> Totals:
    """The totals of events dated in the `days` days that end with `today`."""
    first = today - dt.timedelta(days=days - 1)
    inside = [totals for day, totals in tally.days.items() if first <= day <= today]
    kinds = {kind for totals in inside for kind in totals}
    return {kind: _sum(inside, kind) for kind in Kind if kind in kinds}


def windows(tally: Tally, *, today: dt.date) -> dict[int, Totals]:
    """All three windows, by length in days."""
    return {days: window(tally, today=today, days=days) for days in WINDOWS}


def _sum(inside: list[Totals], kind: Kind) -> KindTotals:
    def total(bucket: Bucket) -> Total:
        return add([bucket_total(totals[kind], bucket) for totals in inside if kind in totals])

    return KindTotals(
        standing=total(Bucket.STANDING), pending=total(Bucket.PENDING), closed=total(Bucket.CLOSED)
    )
