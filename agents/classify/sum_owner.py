"""Whose a sum is where the words leave no doubt: "fines of $2 million against Acme and $1 million
against Borealis".

In: a window. Out: for some of its sums, the word at which the name begins that it stands against.
"""

import re

from agents.classify.spans import Span
from agents.classify.window import Window

_AGAINST = re.compile(
    r"\s+(?:(?:fine|penalty|judge?ment|verdict|award|claim|suit)\s+)?"
    r"(?:(?:levied|imposed|issued|brought|handed down)\s+)?(?:against|on|upon)\s+(?:the\s+)?"
)


def owners(window: Window) -> dict[int, int]:
    """Position in `window.sums` -> position in `window.words` of the owner's first word."""
    starts = {(window.words[a].part, window.words[a].start): a for a, _ in window.spans}
    found = {}
    for at, (word, money) in enumerate(window.sums):
        part = window.words[word].part
        match = _AGAINST.match(window.parts[part].text, money.end)
        if match and (part, match.end()) in starts:
            found[at] = starts[part, match.end()]
    return found


def own_first(window: Window, span: Span, sums: list[int]) -> list[int]:
    """Those of `sums` that `span` may have: its own alone if there are any, never another's."""
    owned = owners(window) if len(sums) > 1 else {}
    name = _first_word(window, span[0])
    mine = [at for at in sums if at in owned and _first_word(window, owned[at]) == name]
    return mine or [at for at in sums if at not in owned]


def _first_word(window: Window, word: int) -> str:
    spot = window.words[word]
    text = window.parts[spot.part].text[spot.start : spot.end]
    return text.casefold().removesuffix("'s").removesuffix("’s")
