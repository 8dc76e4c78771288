"""Rolling windows of a tally: the last 30, 90 and 365 days, cut when somebody looks."""

import datetime as dt

from schemas.tally import KindTotals, Tally, Total, Totals

WINDOWS = (30, 90, 365)


def window(tally: Tally, days: int, today: dt.date) -> Totals:
    """Totals of the cases dated within `days` days up to and including `today`.

    A tally holds the days of some 400 days before its last event, so `today` must not lie far
    before that event.
    """
    since = today - dt.timedelta(days=days - 1)
    result: Totals = {}
    for day in sorted(tally.days):
        if since <= day <= today:
            result = _plus(result, tally.days[day])
    return result


def _plus(one: Totals, other: Totals) -> Totals:
    kinds = sorted(one.keys() | other.keys())
    none = KindTotals()
    return {kind: _sum(one.get(kind, none), other.get(kind, none)) for kind in kinds}


def _sum(one: KindTotals, other: KindTotals) -> KindTotals:
    return KindTotals(
        standing=_total(one.standing, other.standing),
        pending=_total(one.pending, other.pending),
        closed=_total(one.closed, other.closed),
    )


def _total(one: Total, other: Total) -> Total:
    return Total(count=one.count + other.count, usd=one.usd + other.usd, eur=one.eur + other.eur)
