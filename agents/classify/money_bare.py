"""Figures that name no currency but stand where only a sum can: they take that of another sum.

Two ways. `with_beside`: "ordered X to pay 600,000 euros and Y 250,000", "cuts the 3 mln euro
penalty to 500,000": in one sentence with a sum, in a list or a comparison, and nothing counted
after. `with_millions`, for languages whose papers leave the euro out: "multa di 5 milioni".
"""

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from decimal import Decimal

from agents.classify.money_names import at_home
from agents.classify.money_number import WORD_VALUES, by_magnitude, number
from agents.classify.money_use import Money

_SCALES = r"million|billion|trillion|mln|bln|bn|mn|m|b"
_LISTED = re.compile(
    r"(?<![\w.,$€£#/-])(?>(?P<number>\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{1,3})?)(?![\d,.]\d))"
    rf"(?:(?:[ -]?)(?P<magnitude>{_SCALES})\b)?"
    # what is counted must not follow: "250,000 customers"
    r"(?![%€£$])(?=\s*(?:$|[.,;:!?)»”\"]|-?\s*(?:and|or|to|for|from|in|on|by|over|against|plus|but|"
    r"while|after|last|respectively|each|apiece|instead|fines?|penalt(?:y|ies)|damages|award|"
    r"verdict|settlement|compensation|as|with|at|when|if|et|und|y|e|en|à|a|pour|für|por|voor|per)\b"
    r"(?! (?:of|people|customers|users)\b)))",
    re.IGNORECASE,
)
_VERBS = (
    r"fined|penali[sz]ed|docked|got|pays?|paid|paying|demand(?:s|ed|ing)?|se(?:ek|eks|eking)|sought|"
    r"claim(?:s|ed)?|award(?:s|ed)?|offer(?:s|ed)|ow(?:e|es|ed)|"
    r"(?:ask(?:s|ed|ing)?|su(?:e|es|ed|ing)|settled?|matter|case|suit) for"
)
_FILLER = (
    r"(?:about |around |nearly |some |just |only |a further |over |more than |at least |up to )?$"
)
_STRONG = re.compile(rf"\b(?:{_VERBS})\s{_FILLER}", re.IGNORECASE)
_LEADING = re.compile(
    rf"(?:\b(?:to|than|another|with|want(?:s|ed)?|got|gets?|was|the other|co-operative|unit|parent|"
    rf"bank|company|subsidiary|{_VERBS})|"
    r"(?:million|billion|mln|bln|bn|\dm),|(?:million|billion|mln|bln|bn|\dm),? and|"
    r"(?<![.!?]\s)\b(?-i:[A-Z])[\w&'’.-]*(?<!['’]s))\s"
    rf"{_FILLER}",
    re.IGNORECASE,
)
_BY_NAME = re.compile(r"(?<!\w)[A-Z][\w&'’.-]* \($")  # "Alder (429 mln), Birch (293 mln)"
_AFTER_NAME = re.compile(r"\w [A-Z][\w&'’.-]*(?<!['’]s), $")  # "10 million on A, 7 million on B"
_CUT = re.compile(
    r"\b(?:cut|reduc|lower|slash|trim|rais|increas|doubl|tripl|halv|shrink|shrank|shrunk|knock)\w*\b"
    r"[^.;]{0,70}\bto (?:about |just |only )?$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:,|;|\band|\bwhile)\s(?:the )?(?:[\w&'’.-]+ ){0,4}$")
_NO_NAME = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No\.?|Article|Section|Rule|Flight|Boeing|"
    r"Airbus|Windows|Galaxy|iPhone|Route|Chapter|Top|Channel|Part|Title|Class)\s$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:customers?|users?|people|shares?|subscribers?|subscriptions?|base|"
    r"accounts?|cars?|vehicles?|records?|patients?|jobs?|workers?|employees|staff|members?|homes|tonnes|tons|barrels|copies|units|"
    r"clients?|trucks|phones|stores|passengers|population|audience|viewers|loans|policies|claims|"
    r"affect\w*|kill\w*|deaths?|some)\b[^.;,]{0,60}$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”»]?\s+(?=[\"“«A-ZÄÖÜÉ])")
_LEAST_LISTED = 10_000

_MILLIONS = (
    r"Million(?:en)?|Mio\.?|Milliarden?|Mrd\.?|millions?|milliards?|millones|millón|milion[ei]|"
    r"miliard[io]|mln|mld|miljoen|miljard"
)
_SPOKEN = "|".join(
    sorted((w for w in WORD_VALUES if len(w) > 1 and " " not in w), key=len, reverse=True)
)
_BARE = re.compile(
    rf"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*|(?:{_SPOKEN}))(?:\s|-)(?P<magnitude>{_MILLIONS})\b"
    # what is counted must not follow: "3 Millionen Kunden"
    r"(?=\s*(?:$|[.,;:!?)»”\"]|(?:por|per|a|à|al|alla|für|an|wegen|contre|gegen|in|im|en|el|la|voor|"
    r"wegens|pour|para|aan|om|zahlen|betalen|contro|contra|ad|y|und|et|e|terug|zurück|nach|nell|"
    r"nach|auf|bei|ma|pero|mais|maar|aber|bis|als|naar|door|dopo|après|tras|tra|fra|sur|sous|zur|"
    r"met|mit|avec|con|aansprakelijk|"
    r"(?:van|von|da|dal|dalla|dalle|vom)\s(?-i:[A-ZÀ-Ý])\w*|(?:da|van|von)\s(?:de|het|der|dem|den)\b|"
    r"\w*(?:strafe|bußgeld|bußgelder|buße|schadenersatz|schadensersatz|entschädigung|vergleich)|"
    r"inflig\w+|inflitt\w+|impos\w+|impuest\w+|verhängt\w*|opgelegd\w*|prononcée?s?|"
    r"gefordert\w*|réclamé\w*|geëist\w*|reclamad\w+|boete|schadevergoeding|schade|dwangsom|"
    r"d['’](?:amende|indemnité|intérêts)\w*|(?:de|di|d['’])\s?(?:dommages|pénalités?|multas?|multe|"
    r"sanci[oó]n\w*|indemnizaci[oó]n\w*|sanzion[ei]|risarciment[oi]|danni|ammenda|réparations?)"
    r")\b|-\w*(?:strafe|bußgeld|buße|bescheid|klage|vergleich|deal|forderung|urteil|zahlung|schaden|"
    r"ersatz|rechnung|sanktion|boete|claim|schikking)\b))",
    re.IGNORECASE,
)
_TON = re.compile(  # a Dutch "ton" of money is a hundred thousand
    r"(?<![\w.,])(?P<number>\d{1,2}(?:,\d)?|een|anderhalve|twee|drie|vier|vijf|zes|acht|negen)\s"
    r"(?P<magnitude>ton)\b(?=\s*(?:$|[.,;:!?)]|(?:over aan|aan|boete|schade\w*|voor|wegens|terug|"
    r"betalen|dwangsom|van [A-Z])\b))"
)
_CRORES = re.compile(  # "a penalty of 2.5 crore": who counts in crores means rupees
    r"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*)[\s-]?(?P<magnitude>lakh crore|crores?|lakhs?|lac)\b"
    r"(?=\s*(?:$|[.,;:!?)]|-?(?:fines?|penalt\w+|compensation|damages|refunds?|award|settlement|in|"
    r"on|to|for|as|over|from|against|by|and|each)\b))",
    re.IGNORECASE,
)
_EARLIER = re.compile(  # "211,2 y 104 millones": the first shares the magnitude of the second
    r"(?<![\w.,])(?P<number>\d{1,3}(?:[.,]\d{1,2})?)\s(?:y|e|und|et|en|and)\s"
    rf"(?=[$€£]?\d+(?:[.,]\d+)?[\s-]?(?P<magnitude>{_MILLIONS}|{_SCALES})\b)",
    re.IGNORECASE,
)
_EACH_ITS = re.compile(
    r"\b(?:respectively|respectivamente|rispettivamente|respectivement|beziehungsweise|"
    r"respektive|respectievelijk)\b",
    re.IGNORECASE,
)


def with_beside(text: str, found: Sequence[Money], beside: str | None) -> list[Money]:
    """`found` and the listed figures that take the currency of the sum beside them."""
    if not found and beside is None:
        return list(found)
    result = list(found)
    for match in _LISTED.finditer(text):
        if _free(match, found):
            code = _beside(text, match, result) or _afar(text, match, result, beside)
            value = _listed(text, match) if code else None
            if code and value is not None:
                insort(result, _money(match.start(), match.end(), value, code), key=_start)
    return result


def _afar(
    text: str, match: re.Match[str], found: Sequence[Money], beside: str | None
) -> str | None:
    """The currency for "was fined 3 million", whose own sentence has no other sum."""
    before = text[max(0, match.start() - 40) : match.start()]
    strong = _STRONG.search(before) or _BY_NAME.search(before)
    if not (strong and match["magnitude"]):
        return None
    at = bisect_left(found, match.start(), key=_start)
    return found[at - 1].currency if at else beside


def _listed(text: str, match: re.Match[str]) -> Decimal | None:
    """The value of a figure that stands in a list or comparison of sums, else None."""
    before = text[max(0, match.start() - 90) : match.start()]
    if _NO_NAME.search(before) or _COUNTED.search(before):
        return None
    if match["magnitude"]:
        value = by_magnitude(match["number"], match["magnitude"])
        led = any(words.search(before) for words in (_LEADING, _AFTER_NAME, _BY_NAME))
        return value if led else None
    value = number(match["number"])
    if value is None or value < _LEAST_LISTED:
        return None
    in_list = _LEADING.search(before) and _NAMED.search(before)
    return value if in_list or _CUT.search(before) else None


def _beside(text: str, match: re.Match[str], found: Sequence[Money]) -> str | None:
    """The currency of the nearest sum before, else after, in the same sentence."""
    at = bisect_left(found, match.start(), key=_start)
    earlier = found[at - 1] if at else None
    if earlier and not _SENTENCE_END.search(text, earlier.end, match.start() + 1):
        return earlier.currency
    later = found[at] if at < len(found) else None
    if later and not _SENTENCE_END.search(text, match.end(), later.start):
        return later.currency
    return None


def with_earlier(text: str, found: Sequence[Money]) -> list[Money]:
    """`found` and the first of "fined 211,2 and 104 million", in the unit of the second."""
    result = list(found)
    if not found:
        return result
    each_its = _EACH_ITS.search(text) is not None
    for match in _EARLIER.finditer(text):
        if not (each_its or _STRONG.search(text[max(0, match.start() - 40) : match.start()])):
            continue
        second = next((m for m in found if 0 <= m.start - match.end() < 2), None)
        value = by_magnitude(match["number"], match["magnitude"])
        if second is not None and value is not None and _free(match, found):
            result.append(_money(match.start(), match.end("number"), value, second.currency))
    return sorted(result, key=_start)


def with_crores(text: str, found: Sequence[Money]) -> list[Money]:
    """`found` and the bare figures in crores and lakhs, in the rupees of the place."""
    result = list(found)
    for match in _CRORES.finditer(text):
        before = text[max(0, match.start() - 90) : match.start()]
        value = by_magnitude(match["number"], match["magnitude"])
        if value is not None and _free(match, result) and not _COUNTED.search(before):
            code = at_home("rupees", "INR", text)
            insort(result, _money(match.start(), match.end(), value, code), key=_start)
    return result


def with_millions(text: str, found: Sequence[Money], bare: str) -> list[Money]:
    """`found` and the bare figures in millions, in the currency of the rest if it is one."""
    used = {money.currency for money in found}
    code = used.pop() if len(used) == 1 else bare
    result = list(found)
    for match in (*_BARE.finditer(text), *_TON.finditer(text)):
        if _free(match, result):
            value = _millions(match["number"], match["magnitude"])
            if value is not None:
                insort(result, _money(match.start(), match.end(), value, code), key=_start)
    return result


def _millions(written: str, magnitude: str) -> Decimal | None:
    if magnitude == "ton":
        value = Decimal("1.5") if written == "anderhalve" else by_magnitude(written, "mille")
        return None if value is None else value * 100
    return by_magnitude(written, magnitude)


def _start(money: Money) -> int:
    return money.start


def _free(match: re.Match[str], found: Sequence[Money]) -> bool:
    at = bisect_left(found, match.start(), key=_start)
    after_last = at == 0 or found[at - 1].end <= match.start()
    return after_last and (at == len(found) or match.end() <= found[at].start)


def _money(start: int, end: int, value: Decimal, code: str) -> Money:
    whole = value == value.to_integral_value()
    value = value.quantize(Decimal(1)) if whole else value.normalize()
    return Money(start=start, end=end, amount=value, currency=code)
