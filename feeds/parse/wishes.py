"""What a feed document asks of its readers: how long to stay away, and which language it is."""

import datetime as dt
import re

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_MAX_TTL_MINUTES = 60 * 24 * 366
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def time_to_live(ttl: str, period: str = "", frequency: str = "") -> dt.timedelta | None:
    """RSS's ttl in minutes, else sy:updatePeriod by its frequency; None for neither."""
    ttl = ttl.strip()
    if ttl.isdecimal() and 0 < int(ttl) <= _MAX_TTL_MINUTES:
        return dt.timedelta(minutes=int(ttl))
    hours = _PERIODS.get(period.strip().lower())
    if hours is None:
        return None
    frequency = frequency.strip()
    times = int(frequency) if frequency.isdecimal() and int(frequency) > 0 else 1
    return dt.timedelta(hours=hours) / min(times, 1000)


def language_tag(text: object) -> str | None:
    """A language tag in lower case with dashes, or None if it is none."""
    found = _TAG.match(str(text or "").strip())
    return found[0].replace("_", "-").lower() if found else None
