"""Sums that a text tells as what is claimed of somebody, or awarded against them.

"A $48 million award", "sued for $140 million", "to recover 1.7 million": in a sentence of a lawsuit
such a sum is the suit's. In: a text and a sum of it. What the sued one claims itself is not told
here; who asks for the sum is the caller's question.
"""

import re

from agents.classify.money import Money

_MORE = r"(?:(?:about|around|some|nearly|almost|up to|at least|more than|over|roughly|a|the) ){0,2}"
_AFTER = re.compile(
    r"(?:\s(?!and\b|of\b|over\b|to\b|from\b|as\b|after\b|settle|fine)[\w'’-]+){0,2}?"
    r"[\s-](?:(?:in|of) )?(?:punitive |civil |actual |total )?"
    r"(?:claims?|awards?|(?:law)?suits?|verdict|judge?ment|damages|class action|legal action|"
    r"schadeclaim|aansprakelijk|Schadene?rsatz|de dommages)\b(?! (?:settle|deal|pact))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:(?:claims?|(?:law)?suits?|damages|verdict|judge?ment|award|complaint|legal action|"
    r"class action)(?: \w+)? (?:of|for|over|worth|seeking|total\w+)|"
    r"(?P<asks>seek(?:s|ing)?|sought|want(?:s|ed)?|demand(?:s|ed|ing)?|claim(?:s|ed|ing)?)|"
    r"ask(?:s|ed|ing)? for|"
    r"(?:to|would) recover|su(?:es?|ed|ing) (?:\S+ ){1,6}?for|sued for|"
    r"(?:Schadene?rsatz|Ansprüche\w*|Klage|Forderung\w*)(?: \S+){0,3} (?:in Höhe von|von|über)|"
    r"réclam\w+|chied\w+|reclama\w*|eis(?:t|en)) "
    rf"{_MORE}$",
    re.IGNORECASE,
)
_REACH = 80


def is_claimed(text: str, money: Money) -> bool:
    """Whether the words around `money` tell it as claimed or awarded."""
    return bool(_AFTER.match(text, money.end) or _before(text, money))


def asked_from(text: str, money: Money) -> int | None:
    """Where the verb begins by which somebody asks for `money`, None where there is none."""
    found = _before(text, money)
    if found is None or found["asks"] is None:
        return None
    return max(0, money.start - _REACH) + found.start("asks")


def _before(text: str, money: Money) -> re.Match[str] | None:
    return _BEFORE.search(text[max(0, money.start - _REACH) : money.start])
