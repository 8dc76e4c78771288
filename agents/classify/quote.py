"""Which words to quote for an event: those that name the sum, and those that name the company.

In: a window, the sentence of the name, the company, the sum told of it. Out: the stretch of one
field that shows best what the event is. A regulator's title is often a bare name ("UODO:
Morele.net"), and the sentence with the fine stands behind it: whoever doubts a figure must find
the figure in what is quoted. Without a sum, a sentence with the words of the kind serves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.classify.cleaning import Field
from agents.classify.money import Money
from agents.classify.sentences import sentences
from agents.classify.window import Window

_FARTHEST = 400  # characters between the name and the sum that one quote may span
_LEAST_WORD = 4  # letters of a name's word that is looked for by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Words of a cleaned field: field[start:end] is `text`."""

    field: Field
    start: int
    end: int
    text: str


def sentence_at(window: Window, part: int, offset: int) -> Place:
    """The sentence of a part of `window` in which `offset` lies."""
    text = window.parts[part].text
    spans = sentences(text)
    start, end = next(((a, b) for a, b in spans if a <= offset < b), (0, len(text)))
    return _place(window, part, start, end)


def quote_of(
    window: Window, own: Place, company: str, money: Money | None, words: re.Pattern[str]
) -> Place:
    """The place to quote; `words` are those of the event's kind, `own` the name's sentence."""
    if money is None:
        if words.search(own.text):
            return own
        named = _named(company)
        told = (p for p in _places(window) if words.search(p.text) and named.search(p.text))
        return next(told, own)
    sums = [_around(window, word, other) for word, other in window.sums if _equal(money, other)]
    if not sums or own in sums:
        return own
    named = _named(company)
    best = max(sums, key=lambda place: (_has(named, place), _has(words, place)))
    return best if named.search(best.text) else _together(window, own, best)


def _around(window: Window, word: int, money: Money) -> Place:
    """The sentence of a sum, whole even where a stop within it seems to end a sentence."""
    part = window.words[word].part
    first, last = (sentence_at(window, part, at) for at in (money.start, money.end - 1))
    return first if first == last else _together(window, first, last)


def _equal(money: Money, other: Money) -> bool:
    return (money.amount, money.currency) == (other.amount, other.currency)


def _has(pattern: re.Pattern[str], place: Place) -> bool:
    return pattern.search(place.text) is not None


def _named(company: str) -> re.Pattern[str]:
    """The name as written, or its first telling word alone."""
    words = [word for word in company.split() if len(word) >= _LEAST_WORD]
    names = [company, *words[:1]]
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)


def _places(window: Window) -> Iterator[Place]:
    for part in range(len(window.parts)):
        source = window.parts[part]
        for start, end in sentences(source.text):
            yield _place(window, part, start, end)


def _place(window: Window, part: int, start: int, end: int) -> Place:
    source = window.parts[part]
    return Place(
        field=source.field,
        start=source.start + start,
        end=source.start + end,
        text=source.text[start:end],
    )


def _together(window: Window, one: Place, other: Place) -> Place:
    """Both and what stands between them if they are near in one field, else `other` alone.

    A title is shown beside every quote, so it is not quoted in the place of the text's name.
    """
    if one.field != other.field:
        return one if other.field == "title" else other
    first, last = min(one, other, key=_start), max(one, other, key=_start)
    if last.start - first.end > _FARTHEST:
        return other
    part = next(at for at, source in enumerate(window.parts) if source.field == one.field)
    origin = window.parts[part].start
    return _place(window, part, first.start - origin, last.end - origin)


def _start(place: Place) -> int:
    return place.start
