"""What the words right beside a name say of its part: the one who sues, the one sued, or neither.

The network sees the whole window; these few patterns look only at a name's own neighbours, where
English is regular: "X sues Y", "X sued by", "against Y", "X's chief executive", "the law firm X".
In: a window and a span. Out: shifts of the span's log odds, one for each kind.
"""

import re
from dataclasses import dataclass

from agents.classify.spans import Span
from agents.classify.window import Window

_NAME = r"[A-Z0-9][\w.&'’+-]*(?: [A-Z0-9&][\w.&'’+-]*)*"
_LIST = rf"(?:{_NAME}(?:, | and |, and ))*$"
_AUXILIARY = (
    r"(?:(?:also|again|now|formally|is|are|has|have|had|will|to|may|could|plans? to|threatens? to|"
    r"threatened to|vows? to|considers?|considering|prepares? to|set to|said|says) )*"
)
_SUING = (
    r"(?:sues?|suing) (?!by\b)|sued (?!(?:by|over|for|in|after|again|under|on|at|to|as)\b)|"
    r"(?:files?|filed|launch(?:es|ed)|brings?) (?:\S+ ){0,4}?(?:law)?suits?\b|"
    r"wins? (?:\S+ ){0,5}?(?:suit|case|damages|verdict|judgment) (?:against|from)|"
    r"los(?:es?|t) (?:\S+ ){0,3}?(?:suit|case|legal action|bid|fight|battle|appeal)"
    r"(?: \S+){0,3}? (?:against|to revive)|"
    r"(?:files?|filed) (?:\S+ ){0,3}?(?:plea|complaint|case|claim|petition)s? (?:against|in|over)|"
    r"fights? to (?:boost|revive|win)|takes? .{1,30} to court|seeks? (?:\S+ ){0,3}?damages|"
    r"verklagt|poursuit|assigne|demanda a|cita in giudizio|klaagt .{1,30} aan|daagt"
)
_BE = r"(?:is |was |are |were |has been |been |gets |being )?"
_PATTERNS = {
    "claimant": (
        None,
        rf"^(?:(?:, | and |, and ){_NAME}?)?(?i:(?:['’]s)?,? {_AUXILIARY}(?:{_SUING}))",
    ),
    "authority": (None, rf"^(?i:(?:['’]s)? {_AUXILIARY}(?:fines|fining|penali[sz]es|fine)\b)"),
    "sued": (
        rf"\b(?i:sues?|suing|sued|verklagt|poursuit|contra|gegen|contre) "
        rf"(?i:the |its |former |rival )?{_LIST}",
        rf"^(?i: {_BE}sued (?:by|over|for|in|after|again)\b|"
        rf"(?:['’]s)? (?:faces?|facing|hit with|hit by) (?:\S+ ){{0,4}}?(?:law)?suits?\b)",
    ),
    "fined": (
        rf"\b(?i:fines?|fined|fining|penali[sz]es?|multa|sanziona|sanctionne) "
        rf"(?i:the |its )?{_LIST}",
        rf"^(?i: {_BE}fined)\b(?! [A-Z])",
    ),
    # "represents four million drivers misled by Acme": a representative action names its class.
    "represented": (
        r"\b(?i:represent(?:s|ing)|on behalf of) (?:\S+ ){0,3}?(?i:million|thousand|hundred)s? "
        r"(?:\S+ ){0,3}?(?i:users|customers|consumers|drivers|owners|investors|shareholders|people|"
        r"patients|workers|employees|parents|families|children)\b"
        r".{0,50}\b(?i:by|against) (?:the )?$",
        None,
    ),
    "accused": (
        None,
        r"^(?i: (?:is|was|were|are|has been|had been|stands?) accused of (?:violating|breaching|"
        r"infringing|breaking|defrauding|misleading|deceiving|stealing)\b)",
    ),
    "person": (
        r"\b(?i:ex)-$",
        r"^(?i:(?:['’]s?)? (?:former |ex-)?(?:CEO|CFO|COO|boss|chief|co-?founder|founder|"
        r"executives?|chairman|chairwoman|director|presenter|traders?|employee|manager|banker|president|star|"
        r"host|heir|analyst|spokes\w+|lawyers?|attorneys?)\b(?! (?:of|for) ))",
    ),
    "lawyer": (
        r"(?i:law firms?(?: of)?|partner (?:at|with|in)(?: the law firm)?|represented by|editor at|"
        r"according to|told|(?:attorney|lawyer|analyst)s? (?:at|with|from)) (?:the )?$",
        None,
    ),
}
_JUNIOR = re.compile(r",? [JS]r\.?$")  # only people are junior or senior
_SHIFTS: dict[str, tuple[float, float, float]] = {  # log odds for fine, lawsuit, settlement
    "claimant": (-1.0, -3.0, -1.0),
    "authority": (-3.0, -1.0, -1.0),
    "sued": (0.0, 2.0, 0.0),
    "fined": (2.0, 0.0, 0.0),
    "represented": (0.0, 3.0, 0.0),
    "accused": (0.0, 0.8, 0.0),
    "person": (-2.0, -2.0, -2.0),
    "lawyer": (-2.0, -2.0, -2.0),
}


@dataclass(frozen=True, slots=True)
class _Pattern:
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


_COMPILED = {
    name: _Pattern(*(re.compile(part) if part else None for part in parts))
    for name, parts in _PATTERNS.items()
}


def shifts(window: Window, span: Span) -> tuple[float, float, float]:
    """What to add to the log odds of fine, lawsuit and settlement."""
    first, last = window.words[span[0]], window.words[span[1]]
    text = window.parts[first.part].text
    before, after = text[max(0, first.start - 90) : first.start], text[last.end : last.end + 90]
    total = _SHIFTS["person"] if _JUNIOR.search(window.text(span)) else (0.0, 0.0, 0.0)
    for name, pattern in _COMPILED.items():
        fits = (pattern.before and pattern.before.search(before)) or (
            pattern.after and pattern.after.search(after)
        )
        if fits:
            a, b = total, _SHIFTS[name]
            total = (a[0] + b[0], a[1] + b[1], a[2] + b[2])
    return total
