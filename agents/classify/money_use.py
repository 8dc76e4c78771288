"""A sum in its text -> whether it can be the amount of an event (`Use`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum


class Use(StrEnum):
    """Whether a sum can be the amount of an event."""

    AMOUNT = "amount"
    RATE = "rate"  # a head, a share, a day: "$50 each"
    OTHER = "other"  # the price of a takeover, a turnover: no sum of the event
    RANGE = "range"  # either end of "between $5 million and $10 million"
    CONVERSION = "conversion"  # the second of "1.5 billion euro ($1.8 billion)"
    REPLACED = "replaced"  # what the sum was before: X of "reduced from X to Y", "Y, down from X"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One sum at text[start:end]: `amount` units of `currency`, `twin` the same in another.

    `rough` says that the text gives it as "over" or "about" so much.
    """

    start: int
    end: int
    amount: Decimal
    currency: str
    use: Use = Use.AMOUNT
    twin: tuple[Decimal, str] | None = None
    rough: bool = False


_LEAST = 100  # a price or a fee; the smallest penalties we have seen are a few hundred
_RATE = re.compile(
    r"(?:\)|,)?\s*(?:(?P<each>each\b(?! time)|apiece\b)|each time\b|per\b|-per-|"
    r"a (?:share|head|day|(?:week|month|year)\b(?! ago| earlier| later)|user|piece|barrel|"
    r"ton|unit|person|customer|victim|driver|violation)\b|/\s?(?:share|day|week|month|year|user)|"
    r"for each\b|every (?:day|week|month)\b|an? (?:hour|ounce)\b|pro (?:Kopf|Aktie|Tag)\b|"
    r"par (?:personne|action|jour)\b|a testa\b|al (?:giorno|mese)\b|por (?:cabeza|día|acción)\b|"
    r"per (?:aandeel|dag|azione|persona)\b)",
    re.IGNORECASE,
)
_ITALIAN_SUM = re.compile(r"mila\b|\bmil(?:ion[ei]|iard[io])\b|\bmld\b", re.IGNORECASE)
_ITALIAN_PER = re.compile(  # "for", and not "a head"
    r",?\s*per (?!(?:azione|persona|giorno|mese|anno|testa|cliente|utente|ciascun\w*|ogni)\b)"
    r"(?P<sure>il|lo|la|i|gli|le|un[oa]?|aver|avere|non|l['’]|"
    r"[a-z]+(?:are|ere|ire|zione|zioni|tà)\b|[«“])?",
    re.IGNORECASE,
)
_FINED = re.compile(
    r"\b(?:fin(?:e|ed|es|ing)|penali[sz]\w+|penalt\w+|docked|multa\w*|paid|"
    r"pay(?:s|ing)?)\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_HEADS = re.compile(
    r"\b(?:receiv|entitle|get|collect|customers|victims|users|players|drivers|people|workers|"
    r"employees|members|owners|investors|patients|passengers|borrowers)\w*\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_ENOUGH_EACH = 10**6  # so much is paid by a firm, not to a head
_LEAST_EACH = 1000
_BUSINESS_AFTER = re.compile(
    r"[- ]?(?!restitution|refund|damages|compensation)(?:\w+ )?(?:buy-?out|takeover|acquisition|"
    r"merger|bid(?! to (?:make|force|recover|collect|recoup|get)|[- ]rig)|loan|stake|IPO|bailout|"
    r"investment|(?:in|of) (?:annual |yearly )?(?:revenues?|sales|profits?|assets|super|"
    r"turnover|funding|(?P<debt>loans)))\b",
    re.IGNORECASE,
)
_RELIEF = re.compile(
    r"\b(?:cancel|forgiv|bin|wip|eras|writ|discharg|void|refund|repa[iy])\w*(?: (?:off|out|away))?"
    r"(?: (?:about|some|nearly|more than|over|up to|roughly))? $",
    re.IGNORECASE,
)
_BUSINESS_BEFORE = re.compile(
    r"\b(?:raised|earned|revenues? of|profits? of|sales of|valued at|turnover of|assets of|"
    r"market (?:value|capitali[sz]ation) of|(?:bought|acquired|purchase of) .{1,30} for)\s"
    r"(?:about |some |around |nearly |more than |over |roughly )?$",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"^[^.;]{0,40}\b(?:increased|reduced|raised|cut|lowered|slashed|trimmed)\s+to\b", re.IGNORECASE
)
_REDUCED = re.compile(
    r"\b(?:reduc|cut|lower|slash|trim|down|rais|increas|doubl|rais)\w*\b[^.;]{0,60}\bfrom\b[^.;]{0,12}$",
    re.IGNORECASE,
)
_BECOMES = re.compile(
    r"(?:\s(?!and\b)[\w'’-]+){0,3}\s(?:becomes?|became|turn(?:s|ed) into|shr(?:inks|ank|unk) to|"
    r"(?:is|was) now)\s(?:just |only |a |about )?$",
    re.IGNORECASE,
)
_LATER = re.compile(  # "... fined Acme 2 million over fees. The fine was reduced to 1 million"
    r"[^;]{0,160}?\b(?:fine|penalty|sanction|award|sum|amount|damages|verdict|bill|it|this|that)\s"
    r"(?:was|is|has been|had been)\s(?:(?:later|then|since|now|eventually|finally)\s)?"
    r"(?:reduced|cut|lowered|slashed|trimmed|halved)\sto\s(?:(?:about|just|only|a)\s)?",
    re.IGNORECASE,
)
_CUTS = re.compile(
    r"\b(?:cuts?|cutting|reduc(?:es?|ed|ing)|slash(?:es|ed|ing)?|halv(?:es?|ed|ing)|"
    r"lower(?:s|ed|ing)|trim(?:s|med|ming)?|shrinks?|shrank)\b[^.;]{0,70}$",
    re.IGNORECASE,
)
_CUT_TO = re.compile(r"[^.;]{0,60}?\bto\s(?:(?:about|around|just|only|a)\s)?$", re.IGNORECASE)
_WAS = re.compile(
    r"\b(?:(?:down|up|raised) from|instead of|"
    r"rather than|fraction of|(?:far|well) below|much less than|"
    r"al posto d(?:i|ei)|anziché|invece di|au lieu de|en (?:lugar|vez) de|(?:an)?statt|"
    r"in plaats van)"
    r"\s(?:the |an? )?(?:[a-z]+ ){0,2}$",
    re.IGNORECASE,
)
_CUT_FROM = re.compile(
    r"\b(?:(?:cut|reduced|lowered|slashed|trimmed) from|would (?:otherwise )?have (?:been|paid|"
    r"faced)(?: fined)?)\s(?:the |an? )?(?:[a-z]+ ){0,2}$",
    re.IGNORECASE,
)
_TO = re.compile(r"^\s*(?:to|down to|auf)\b", re.IGNORECASE)
_ROUGH = re.compile(
    r"\b(?:over|above|about|around|nearly|almost|roughly|approximately|some|at least|"
    r"(?:more|less) than|up to|fast|rund|mehr als|über|près de|plus de|environ|casi|más de|unos|"
    r"quasi|circa|oltre|più di|bijna|ruim|meer dan|ongeveer)\s(?:[a-z]{1,3}\s)?$",
    re.IGNORECASE,
)
_EXCHANGE = re.compile(r"\b1\s?=\s?$")  # an agency's note: "($1 = 109.67 yen)"
_STATUTE = re.compile(
    r"\b(?:base|statutory)(?: maximum)?(?: civil)?(?: monetary)? (?:penalty|penalties|amount)\b"
    r"[^.;]{0,60}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre|tra|fra|tussen)\s(?:\w+\s)?$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|und|et|y|e|en)\s+(?:\w+\s)?", re.IGNORECASE)
_TO_MORE = re.compile(r"\s*(?:-|–|\bto\b)\s*", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:reduc|cut|lower|slash|trim|rais|rise|rose|increas|grew|grow|doubl|tripl|add|from)\w*\b"
    r"[^.;]{0,60}$",
    re.IGNORECASE,
)
_TWIN = re.compile(
    r"\s*[/,]?\s*(?:or |about |around |some |equivalent to |i\.e\. |=|~)*"
    r"(?:\(\s*(?:or |about |around |some |over |more than |nearly |almost |roughly |=|~)*)?",
    re.IGNORECASE,
)


def judged(text: str, found: Sequence[Money]) -> list[Money]:
    """The sums of `text`, given in reading order, each with its use."""
    result: list[Money] = []
    for at, written in enumerate(found):
        before = text[max(0, written.start - 24) : written.start]
        money = replace(written, rough=bool(_ROUGH.search(before)))
        last = found[at - 1] if at else None
        onward = text[money.end : found[at + 1].start] if at + 1 < len(found) else ""
        use = _use(text, money, last, onward)
        if use is Use.CONVERSION:
            result[-1] = replace(result[-1], twin=(money.amount, money.currency))
        elif use is Use.AMOUNT and last is not None and _is_range(text, last, money):
            use = Use.RANGE
            result[-1] = replace(result[-1], use=use)
        result.append(money if use is Use.AMOUNT else replace(money, use=use))
    return result


def _use(text: str, money: Money, last: Money | None, onward: str) -> Use:
    if money.amount < _LEAST or _is_rate(text, money):
        return Use.RATE
    if _EXCHANGE.search(text[max(0, money.start - 6) : money.start]):
        return Use.RATE
    if last is not None and _is_twin(text, last, money):
        return Use.CONVERSION
    if _is_replaced(text, money, last, onward):
        return Use.REPLACED
    return Use.OTHER if _is_business(text, money) else Use.AMOUNT


def _is_replaced(text: str, money: Money, last: Money | None, onward: str) -> bool:
    before = text[max(0, money.start - 90) : money.start]
    if _RAISED.match(onward) or (_REDUCED.search(before) and _TO.match(onward)):
        return True
    if _BECOMES.fullmatch(onward) or _LATER.fullmatch(onward):
        return True
    if _CUTS.search(before) and _CUT_TO.fullmatch(onward):
        return True
    if _CUT_FROM.search(before):
        return True
    return last is not None and last.use is Use.AMOUNT and _WAS.search(before) is not None


def _is_twin(text: str, last: Money, money: Money) -> bool:
    gap = text[last.end : money.start]
    return last.currency != money.currency and bool(gap.strip() and _TWIN.fullmatch(gap))


def _is_range(text: str, last: Money, money: Money) -> bool:
    gap, before = text[last.end : money.start], text[max(0, last.start - 80) : last.start]
    if last.currency != money.currency or last.amount >= money.amount:
        return False
    if _AND.fullmatch(gap):
        return _BETWEEN.search(before) is not None
    return bool(_TO_MORE.fullmatch(gap)) and _CHANGED.search(before) is None


def _is_rate(text: str, money: Money) -> bool:
    rate = _RATE.match(text, money.end)
    if rate is None:
        return False
    if rate["each"]:
        return not _is_each_respondent(text, money)
    italian = _ITALIAN_PER.match(text, money.end)
    if italian is None:
        return True
    return not (italian["sure"] or _ITALIAN_SUM.search(text[money.start : money.end]))


def _is_each_respondent(text: str, money: Money) -> bool:
    """Two firms "fined $10 million each", not customers who "get $50 each"."""
    before = text[max(0, money.start - 80) : money.start]
    if money.amount < _ENOUGH_EACH and not (
        money.amount >= _LEAST_EACH and _FINED.search(before) and not _HEADS.search(before)
    ):
        return False
    return re.search(r"\b(?:receiv|entitle)\w*\b[^.;]{0,30}$", before) is None


def _is_business(text: str, money: Money) -> bool:
    after = _BUSINESS_AFTER.match(text, money.end)
    before = text[max(0, money.start - 60) : money.start]
    if after and after["debt"] and _RELIEF.search(before):
        return False  # the debt forgiven or to be repaid is the sum of the event
    return bool(after or _BUSINESS_BEFORE.search(before) or _STATUTE.search(before))
