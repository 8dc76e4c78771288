"""Response headers -> what the server says about when to come back."""

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|[\s,])(?:no-cache|no-store)(?:$|[\s,;])", re.IGNORECASE)


def http_date(text: str | None) -> dt.datetime | None:
    """An HTTP date as an aware UTC time, or None if it is none."""
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)


def freshness(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """How long the answer says it stays fresh; None if it says nothing of use."""
    control = headers.get("cache-control", "")
    if _NO_CACHE.search(control):
        return None
    age = _MAX_AGE.search(control)
    if age:
        return dt.timedelta(seconds=int(age[1])) or None
    expires = http_date(headers.get("expires"))
    if expires is None:
        return None
    gap = expires - (http_date(headers.get("date")) or now)
    return gap if gap > dt.timedelta(0) else None


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """How long a 429 or 503 asks to wait: seconds or a date; None if it does not say."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return dt.timedelta(seconds=min(int(value), 10**9))
    until = http_date(value)
    if until is None:
        return None
    return max(until - now, dt.timedelta(0))
