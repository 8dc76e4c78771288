"""A name that only says whose person or whose lawyer somebody is.

"Acme's chief executive is sued" does not make Acme a defendant, nor does "a partner at Acme, the
law firm" make that firm one. In: the words around a span. Out: a factor on its scores.
"""

import re

from agents.classify.spans import Span
from agents.classify.window import Window

DAMP = 0.3
_PERSON_AFTER = re.compile(
    r"^(?:['’]s?)? (?:former |ex-)?(?:CEO|CFO|COO|boss|chief|co-?founder|founder|executives?|"
    r"chairman|chairwoman|director|presenter|traders?|employee|manager|banker|president|star|host|heir|"
    r"analyst|spokes\w+|lawyers?|attorneys?)\b(?! (?:of|for) )",
    re.IGNORECASE,
)
_LAWYER_BEFORE = re.compile(
    r"(?:law firms?(?: of)?|partner (?:at|with|in)(?: the law firm)?|represented by|"
    r"according to|told|"
    r"(?:attorney|lawyer|analyst)s? (?:at|with|from)|editor at) (?:the )?$",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\bex-$", re.IGNORECASE)


def damping(window: Window, span: Span) -> float:
    """`DAMP` for a name that belongs to a person or to somebody's lawyer, else 1."""
    first, last = window.words[span[0]], window.words[span[1]]
    text = window.parts[first.part].text
    before, after = text[max(0, first.start - 40) : first.start], text[last.end : last.end + 40]
    if _PERSON_AFTER.match(after) or _LAWYER_BEFORE.search(before) or _FORMER.search(before):
        return DAMP
    return 1.0
