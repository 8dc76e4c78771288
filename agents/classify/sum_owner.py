"""Whose a sum is where the words leave no doubt: "fines of $2 million against Acme and $1 million
against Borealis", or "Acme and Borealis were fined 2 and 1 million respectively".

In: a window. Out: for some of its sums, the word at which the name begins that it stands against;
`NOBODY` for "a $3 million verdict against a hotel".
"""

import re

from agents.classify.spans import Span
from agents.classify.window import Window

NOBODY = -1
_AGAINST = re.compile(
    r"\s+(?:(?:fine|penalty|judge?ment|verdict|award|claim|suit)\s+)?"
    r"(?:(?:levied|imposed|issued|brought|handed down)\s+)?(?:against|on|upon)\s+(?:the\s+)?|"
    r"[\s-]+(?:[a-z]+\s+)?(?:fine|penalty)\s+of\s+(?:[a-z]+(?:-[a-z]+)?\s+){0,2}"
)
_UNNAMED = re.compile(
    r"an?(?:\s+(?!unit|arm|subsidiary|division)[a-z-]+){1,3}\s*(?=[.,;:]|after|in|for|over)"
)
_RESPECTIVELY = re.compile(
    r"\b(?:respectively|respectivement|respectivamente|rispettivamente|respectievelijk|"
    r"beziehungsweise|jeweils)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:,|,?\s*(?:and|et|y|e|en|und|&))\s*(?:\w{1,4}\s)?", re.IGNORECASE)
_INSIDE = re.compile(r",|\s(?:and|et|y|e|en|und)\s", re.IGNORECASE)


def owners(window: Window) -> dict[int, int]:
    """Position in `window.sums` -> position in `window.words` of the owner's first word."""
    offices = {known.first for known in window.known if known.hit.kind != "company"}
    named = {a for a, _ in window.spans} - offices
    starts = {(window.words[a].part, window.words[a].start): a for a in named}
    found = {}
    for at, (word, money) in enumerate(window.sums):
        part = window.words[word].part
        text = window.parts[part].text
        if (match := _AGAINST.match(text, money.end)) is None:
            continue
        if (part, match.end()) in starts:
            found[at] = starts[part, match.end()]
        elif _UNNAMED.match(text, match.end()):
            found[at] = NOBODY
    return found | _in_order(window)


def _in_order(window: Window) -> dict[int, int]:
    """The first sum is the first name's, where the text says so and lists as many of both."""
    found: dict[int, int] = {}
    for part, source in enumerate(window.parts):
        if _RESPECTIVELY.search(source.text) is None:
            continue
        sums = [at for at, (word, _) in enumerate(window.sums) if window.words[word].part == part]
        for listed in _lists(window, part):
            if len(listed) == len(sums) > 1:
                found |= dict(zip(sums, listed, strict=True))
    return found


def _lists(window: Window, part: int) -> list[list[int]]:
    """The names of a part that stand in a list, as their first words, list by list."""
    ends: dict[int, int] = {}
    for first, last in window.spans:
        if window.words[first].part == part and not _INSIDE.search(window.text((first, last))):
            ends[first] = max(last, ends.get(first, last))
    lists: list[list[int]] = []
    reached = -1
    for first in sorted(ends):
        if first <= reached:
            continue  # a piece of the name before it
        before = window.words[reached].end if lists else 0
        between = window.parts[part].text[before : window.words[first].start]
        if lists and _JOINT.fullmatch(between):
            lists[-1].append(first)
        else:
            lists.append([first])
        reached = ends[first]
    return lists


def own_first(window: Window, span: Span, sums: list[int]) -> list[int]:
    """Those of `sums` that `span` may have: its own alone if there are any, never another's."""
    owned = {at: owner for at, owner in owners(window).items() if at in sums}
    own = called(window, span[0])
    mine = [at for at, o in owned.items() if o != NOBODY and called(window, o) & own]
    return mine or [at for at in sums if at not in owned or _may_be(window, span, owned[at], at)]


def _may_be(window: Window, span: Span, owner: int, at: int) -> bool:
    """An unnamed one of the same sentence may be the one named there, not one of the title."""
    here = window.words[span[0]].part == window.words[window.sums[at][0]].part
    return owner == NOBODY and here


def stands_in(window: Window, span: Span, part: int) -> bool:
    """Whether the name of `span` stands in that part of the window."""
    own = called(window, span[0])
    starts = {a for a, _ in window.spans if window.words[a].part == part}
    return any(called(window, start) & own for start in starts)


def called(window: Window, word: int) -> set[str]:
    """What tells that two names are one: the first word, and the group that the registry knows."""
    spot = window.words[word]
    first = window.parts[spot.part].text[spot.start : spot.end].casefold()
    groups = {known.hit.group for known in window.known if known.first == word}
    return {first.removesuffix("'s").removesuffix("’s"), *groups}
