"""When a note is due: at once, on the hour, or in the morning; never in quiet hours. Pure.

Critical alerts do not wait for quiet hours to end, nor for a digest.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from schemas.alert import Severity
from schemas.watchlist import Digest, Watchlist

MORNING = dt.time(8, 0)  # local time of a daily digest


def due(watchlist: Watchlist, severity: Severity, now: dt.datetime) -> dt.datetime:
    """The aware moment at which an alert that arrived at `now` may go out."""
    if severity is Severity.CRITICAL:
        return now
    local = now.astimezone(ZoneInfo(watchlist.timezone))
    return after_quiet(watchlist.quiet, _next(watchlist.digest, local)).astimezone(dt.UTC)


def _next(digest: Digest, local: dt.datetime) -> dt.datetime:
    match digest:
        case Digest.NOW:
            return local
        case Digest.HOURLY:
            start = local.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
            return (start + dt.timedelta(hours=1)).astimezone(local.tzinfo)
        case Digest.DAILY:
            today = _at(local, MORNING)
            return today if today > local else _at(local + dt.timedelta(days=1), MORNING)


def after_quiet(quiet: str | None, local: dt.datetime) -> dt.datetime:
    """`local`, or the end of the quiet hours that it falls in."""
    if quiet is None:
        return local
    start, end = (dt.time.fromisoformat(part) for part in quiet.split("-"))
    clock = local.time().replace(tzinfo=None)
    over_midnight = start > end
    inside = (clock >= start or clock < end) if over_midnight else start <= clock < end
    if not inside:
        return local
    ends_tomorrow = over_midnight and clock >= start
    return _at(local + dt.timedelta(days=int(ends_tomorrow)), end)


def _at(local: dt.datetime, clock: dt.time) -> dt.datetime:
    return local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
