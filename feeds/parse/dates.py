"""Dates as sources write them -> aware UTC times."""

import calendar
import datetime as dt
import time
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

_MIN = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)


def utc(moment: dt.datetime) -> dt.datetime | None:
    """`moment` in UTC (naive times are taken as UTC); None before 1970, which no feed means."""
    try:
        aware = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
        found = aware.astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return None
    return found if found >= _MIN else None


def from_struct(parsed: time.struct_time | None) -> dt.datetime | None:
    """A UTC time tuple as feedparser gives it."""
    if parsed is None:
        return None
    try:
        return utc(dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC))
    except (OverflowError, ValueError, OSError):
        return None


def from_text(text: str | None, *, language: str = "", date_format: str = "") -> dt.datetime | None:
    """A date in a text: by `date_format`, ISO 8601, RFC 822, or the words of `language`."""
    text = (text or "").strip()
    if not text:
        return None
    if date_format:
        return _by_format(text, date_format)
    for attempt in (dt.datetime.fromisoformat, parsedate_to_datetime, dateutil_parser.parse):
        try:
            return utc(attempt(text))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    import dateparser  # noqa: PLC0415  (few sources write dates in words)

    languages = [language.split("-", maxsplit=1)[0]] if language else None
    try:
        found = dateparser.parse(text[:60], languages=languages, settings={"STRICT_PARSING": True})
    except (ValueError, OverflowError, RecursionError):
        return None
    return utc(found) if found else None


def _by_format(text: str, date_format: str) -> dt.datetime | None:
    try:
        return utc(dt.datetime.strptime(text, date_format))  # noqa: DTZ007
    except ValueError:
        return None
