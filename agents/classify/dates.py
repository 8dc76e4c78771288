"""A sentence -> the day its event happened, as far as the words tell, seen from the item's day.

"in 2019" is the first of January 2019, "in February" the first of the last February gone by, "on
Thursday" the last Thursday, "last week" seven days back. Nothing later than the item itself.

News is told on its day, and most old dates in it are those of the wrong that was done: of what an
item is about, only a date counts that stands with the telling itself, and no bare year.
"""

import datetime as dt
import re

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHORT = {name: number for number, name in enumerate(_NAMES, start=1)}
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b")
_FULL = re.compile(
    rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b"
)
_FULL_EU = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>(?:19|20)\d\d)\b"
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b")
_OTHER = _MONTH.replace("month", "month2")
_DAY_MONTH = re.compile(
    rf"\b(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?!\d)|(?P<day2>\d{{1,2}})\s+{_OTHER})\b"
)
_IN_MONTH = re.compile(
    rf"\b(?:[Ii]n|[Ll]ast|[Ss]ince|[Dd]uring)\s+(?:early |late |mid-?)?{_MONTH}\b"
)
_IN_YEAR = re.compile(
    r"\b(?:in|im Jahr|en|nel|since|already in|of|back in)\s+(?:early |late |mid-?)?"
    r"(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_DAYS_BACK = (
    (re.compile(r"\byesterday\b|\bgestern\b|\bhier\b", re.IGNORECASE), 1),
    (re.compile(r"\blast week\b|\ba week ago\b", re.IGNORECASE), 7),
    (re.compile(r"\btoday\b|\bthis morning\b|\bheute\b", re.IGNORECASE), 0),
)
_MONTH_BACK = re.compile(r"\b(?:last|earlier this) month\b|\ba month ago\b", re.IGNORECASE)
_YEAR_BACK = re.compile(r"\blast year\b|\ba year ago\b|\bearlier this year\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;\n]\s")
# Behind the word that tells the event, these lead over to what it was for.
_CAUSE = re.compile(
    r"\b(?:over|for|after|following|because|when|where|who|that|which|whose|amid|between|during|"
    r"concerning|involving|stemming|relat\w+|caus\w+|result\w+|dating|alleg\w+|violat\w+|breach\w*|"
    r"wegen|für|nach|weil|nachdem|pour|après|por|tras|porque|per|dopo|perché|voor|wegens|omdat|nadat)"
    r"\b",
    re.IGNORECASE,
)
_AHEAD = dt.timedelta(days=183)
_WEEKDAY = re.compile(rf"\b(?:on |late |early )?({'|'.join(_DAYS)})\b", re.IGNORECASE)


def event_day(sentence: str, published: dt.date | None) -> dt.date | None:
    """The day, or None where the words give none, or one after the item's."""
    day = _absolute(sentence) or _year(sentence)
    if day is None and published:
        day = _seen_from(sentence, published) or _unit_back(sentence, published)
    return day if _gone_by(day, published) else None


def news_day(sentence: str, published: dt.date | None, *, cue: str) -> dt.date | None:
    """As `event_day`, for what an item is about; `cue` is the word of `sentence` that tells it."""
    told = sentence.find(cue) + len(cue)
    cause = _CAUSE.search(sentence, told)
    own = sentence[: cause.start()] if cause else sentence
    if day := _absolute(own):
        return day if _gone_by(day, published) else None
    day = _seen_from(own, published) if published else None
    # A day and month without a year that come round soon are a date to come.
    ahead = _date(day.year + 1, day.month, day.day) if day else None
    return None if ahead and published and ahead - published < _AHEAD else day


def year_told(text: str) -> dt.date | None:
    """The last full date or year that `text` names, for a sentence that itself has none."""
    told = (_absolute(sentence) or _year(sentence) for sentence in _CLAUSE.split(text))
    days = [day for day in told if day]
    return days[-1] if days else None


def _gone_by(day: dt.date | None, published: dt.date | None) -> bool:
    return day is None or published is None or day <= published + dt.timedelta(days=1)


def _absolute(sentence: str) -> dt.date | None:
    if match := _ISO.search(sentence):
        return _date(int(match["year"]), int(match["number"]), int(match["day"]))
    if match := _FULL.search(sentence) or _FULL_EU.search(sentence):
        return _date(int(match["year"]), _month(match["month"]), int(match["day"]))
    if match := _MONTH_YEAR.search(sentence):
        return _date(int(match["year"]), _month(match["month"]), 1)
    return None


def _year(sentence: str) -> dt.date | None:
    match = _IN_YEAR.search(sentence)
    return _date(int(match["year"]), 1, 1) if match else None


def _seen_from(sentence: str, published: dt.date) -> dt.date | None:
    if match := _DAY_MONTH.search(sentence):
        month = _month(match["month"] or match["month2"])
        return _latest(month, int(match["day"] or match["day2"]), published)
    if match := _IN_MONTH.search(sentence):
        return _latest(_month(match["month"]), 1, published)
    for pattern, days in _DAYS_BACK:
        if pattern.search(sentence):
            return published - dt.timedelta(days=days)
    if match := _WEEKDAY.search(sentence):
        back = (published.weekday() - _DAYS.index(match[1].lower())) % 7
        return published - dt.timedelta(days=back)
    return None


def _unit_back(sentence: str, published: dt.date) -> dt.date | None:
    if match := _MONTH_BACK.search(sentence):
        first = published.replace(day=1)
        this = "this" in match.group().lower()
        return first if this else (first - dt.timedelta(days=1)).replace(day=1)
    if match := _YEAR_BACK.search(sentence):
        this = "this" in match.group().lower()
        return dt.date(published.year - (0 if this else 1), 1, 1)
    return None


def _latest(month: int, day: int, published: dt.date) -> dt.date | None:
    here = _date(published.year, month, day)
    if here and here > published:
        return _date(published.year - 1, month, day)
    return here


def _month(name: str) -> int:
    return _SHORT[name[:3].lower()]


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
