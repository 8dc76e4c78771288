"""Parties that a sentence tells without a name: "Polish watchdog", "drivers", "a 12-year-old girl".

In: the sentence and the kind. Out: their words, None where there is none. For headlines above all:
a later report that names the regulator meets them by their place and sort.
"""

import re

from schemas.words import Kind

_LEAD = (
    r"(?:(?:[A-Z][\w.’'-]*(?: and [A-Z][\w.]*)?|\d[\d,]*|federal|state|local|financial|privacy|"
    r"antitrust|competition|consumer|data|former|injured|several|wildfire|flood) ){0,3}"
)
_OFFICE = (
    r"(?:[Rr]egulators?|[Ww]atchdogs?|[Pp]rosecutors?|[Aa]uthorit(?:y|ies)|[Ss]tates|[Pp]olice|"
    r"[Gg]overnments?|[Tt]ribunal|[Cc]ourt|[Oo]mbudsman|[Mm]inistry)"
)
_PEOPLE = (
    r"(?:[Gg]roups?|[Bb]od(?:y|ies)|[Uu]sers?|[Cc]ustomers?|[Cc]onsumers?|[Dd]rivers?|[Oo]wners?|"
    r"[Ww]orkers?|[Ee]mployees?|[Ii]nvestors?|[Ss]hareholders?|[Ii]nsurers?|[Vv]ictims?|"
    r"[Ss]urvivors?|[Ff]amil(?:y|ies)|[Pp]atients?|[Pp]assengers?|[Rr]esidents?|[Ss]tudents?|"
    r"[Bb]orrowers?|[Ff]ranchisees?|[Cc]reditors?|[Mm]erchants?|[Pp]laintiffs?|[Gg]overnments)"
)
_ANYBODY = rf"{_LEAD}(?:{_OFFICE}|{_PEOPLE})"
_SOME = r"(?:the |an? |its |some )?"
# "brought by a 12-year-old girl": a claimant without a name is still the claimant.
_SURE = re.compile(
    r"\b(?:brought|taken|filed|launched|lodged|started) (?:last \w+ |in \w+ )?by "
    r"(?:an? |two |three |several |some )(?P<girl>(?:[\w-]+ ){0,3}?(?:girl|boy|child|man|woman|"
    r"mother|father|parent|teenager|user|customer|consumer|driver|worker|employee|investor|"
    r"shareholder|patient|student)s?)\b"
)
_SAYS = rf"|: (?P<says>{_LEAD}{_OFFICE})$"  # "... fine over taxi law: police"
_FINES = (
    r"(?:fin(?:es?|ed|ing)|penali[sz]|impos|slap|hit|levi|seek|propos|threaten|order|dock|sanction)"
)
_SUES = r"(?:su(?:es?|ed|ing)\b|fil(?:es?|ed|ing)\b|lodg|launch|accus|bring|seek|take)"
_AGREES = r"(?:approv|accept|announc|reach|sign)"
_PATTERNS = {
    kind: re.compile(
        rf"(?P<doing>\b{who})(?= (?:\w+ ){{0,2}}{does}\w*)|"
        rf"\b(?:{word}) {_SOME}(?P<done>{to_whom})\b" + tail
    )
    for kind, who, does, word, to_whom, tail in (
        (Kind.FINE, _LEAD + _OFFICE, _FINES, "by|from|with", _LEAD + _OFFICE, _SAYS),
        (Kind.LAWSUIT, _ANYBODY, _SUES, "by|from", _ANYBODY, ""),
        (Kind.SETTLEMENT, _LEAD + _OFFICE, _AGREES, "with|by", _ANYBODY, _SAYS),
    )
}


def claimant(sentence: str) -> str | None:
    """A person or group that "brought" or "filed" it, surely the claimant of a lawsuit."""
    found = _SURE.search(sentence)
    return found["girl"] if found else None


def somebody(sentence: str, kind: Kind) -> str | None:
    """Whoever stands where the other side of a fine, lawsuit or settlement stands."""
    found = _PATTERNS[kind].search(sentence)
    return found[str(found.lastgroup)] if found else None
