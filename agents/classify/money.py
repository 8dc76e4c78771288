"""Text -> sums of money: the world's ways of writing one, and what only looks like one.

In: a text. Out: `Money` values in reading order, each with its offsets, the exact decimal amount,
the ISO 4217 code and what it is worth as an event's amount (`Use`). Percentages and bare numbers
are no money at all; "hundreds of millions of dollars" is vague; "$9 a share" is a rate.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from agents.classify import money_names as names


class Use(StrEnum):
    """Whether a sum can be the amount of an event."""

    AMOUNT = "amount"
    RATE = "rate"  # a head, a share, a day: "$50 each"
    OTHER = "other"  # the price of a takeover, a turnover: no sum of the event
    CONVERSION = "conversion"  # the second of "1.5 billion euro ($1.8 billion)"
    REPLACED = "replaced"  # the first of "reduced from X to Y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One sum at text[start:end]: `amount` units of `currency`."""

    start: int
    end: int
    amount: Decimal
    currency: str
    use: Use = Use.AMOUNT


_NUMBER = re.compile(
    # "GBP 1 . 4m": one agency's wire is stored with its points spaced out
    r"(?<![\w.,])\d{1,3} \. \d{1,2}(?=\s?(?:m|bn|million|billion)\b)|"
    r"(?<![\w.,])(?:\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?![\d])"
    r"|(?<=[A-Za-z$€£¥])(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d+)?)(?![\d])"
)
_WORD_VALUES = {
    word: value
    for value, words in {
        "0.5": "half a,half an,halbe,demi",
        "1": "a,an,one,eine,einer,ein,un,une,una,uno,een",
        "2": "two,zwei,deux,dos,due,twee",
        "3": "three,drei,trois,tres,tre,drie",
        "4": "four,vier,quatre,cuatro,quattro",
        "5": "five,fünf,cinq,cinco,cinque,vijf",
        "6": "six,sechs,seis,sei,zes",
        "7": "seven,sieben,sept,siete,sette,zeven",
        "8": "eight,acht,huit,ocho,otto",
        "9": "nine,neun,neuf,nueve,nove,negen",
        "10": "ten,zehn,dix,diez,dieci,tien",
        "11": "eleven,elf",
        "12": "twelve,zwölf,douze,doce,dodici,twaalf",
        "15": "fifteen,fünfzehn,quinze,quince",
        "20": "twenty,zwanzig,vingt,veinte,venti,twintig",
        "30": "thirty",
        "40": "forty",
        "50": "fifty",
        "60": "sixty",
        "70": "seventy",
        "80": "eighty",
        "90": "ninety",
        "100": "hundred,hundert,cent,cien,cento,honderd",
    }.items()
    for word in words.split(",")
}
_WORDS = re.compile(
    r"\b("
    + "|".join(sorted(_WORD_VALUES, key=len, reverse=True))
    + r")(?=[ -](?:(?:hundred|thousand|half)[ -])?(?:million|mln|mn|billion|bln|bn|trillion|"
    r"milliard|millón|millones|milione|milioni|miliard|miljoen|miljard|crore|lakh|thousand))",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?:\)|,)?\s*(?:each\b|apiece\b|per\b|a (?:share|head|day|week|month|year|user|piece|barrel|"
    r"ton|unit|person|customer|victim|driver|violation)\b|/\s?(?:share|day|week|month|year|user)|"
    r"for each\b|every (?:day|week|month)\b|an? (?:hour|ounce)\b|pro (?:Kopf|Aktie|Tag)\b|"
    r"par (?:personne|action|jour)\b)",
    re.IGNORECASE,
)
_BUSINESS_AFTER = re.compile(
    r"[- ]?(?:\w+ )?(?:buy-?out|takeover|acquisition|merger|bid|loan|stake|IPO|bailout|investment|"
    r"(?:in|of) (?:annual |yearly )?(?:revenues?|sales|profits?|assets|super|"
    r"turnover|funding|loans))\b",
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
_TO = re.compile(r"^\s*(?:to|down to|auf)\b", re.IGNORECASE)


_DOLLARS = frozenset({"$", "dollar", "dollars"})
_LARGEST = Decimal(10) ** 15
_LEAST = 100  # a price or a fee; the smallest penalties we have seen are a few hundred
_LONE = re.compile(r"(\d{1,3})([.,])(\d{3})")
_BARE = re.compile(
    r"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*)\s(?P<magnitude>Millionen|Mio\.?|Milliarden|Mrd\.?|"
    r"millions?|milliards?|millones|milioni|miliardi|mln|mld|miljoen|miljard)\b"
    # what is counted must not follow: "3 Millionen Kunden"
    r"(?=\s*(?:$|[.,;:!?)»”\"]|(?:por|per|a|à|al|alla|für|an|wegen|contre|gegen|in|im|en|el|la|voor|"
    r"wegens|pour|para|aan|om|zahlen|betalen|contro|contra|ad|y|und|et|e)\b))",
    re.IGNORECASE,
)


@cache
def _after() -> re.Pattern[str]:
    return names.after_number()


@cache
def _before() -> re.Pattern[str]:
    return names.before_number()


def find_money(text: str, *, dollar: str = "USD", bare: str | None = None) -> list[Money]:
    """Every sum of money in `text`, in reading order, not overlapping.

    `dollar` is what a plain "$" or "dollars" means to this publisher. `bare` is the currency of a
    figure in millions that names none ("una multa de 10 millones"), unless the text's other sums
    agree on one; None leaves such figures alone.
    """
    found: list[Money] = []
    for start, end, value in _numbers(text):
        if found and start < found[-1].end:
            continue
        money = _around(text, start, end, value, dollar)
        if money is not None:
            found.append(money)
    if bare is not None:
        found = _with_bare(text, found, bare)
    return _judge(text, found)


def _with_bare(text: str, found: list[Money], bare: str) -> list[Money]:
    used = {money.currency for money in found}
    code = used.pop() if len(used) == 1 else bare
    result = list(found)
    for match in _BARE.finditer(text):
        if all(match.end() <= m.start or m.end <= match.start() for m in found):
            value = _by_magnitude(match["number"], match["magnitude"])
            if value is not None:
                result.append(
                    Money(start=match.start(), end=match.end(), amount=_tidy(value), currency=code)
                )
    return sorted(result, key=lambda money: money.start)


def _by_magnitude(written: str, magnitude: str) -> Decimal | None:
    value = _scaled(written, magnitude)
    return None if value is None else value * names.magnitude_of(magnitude)


def _scaled(written: str, magnitude: str) -> Decimal | None:
    """A number before a magnitude: a lone separator before three digits is decimal or not by the
    magnitude's language: "1.234 billion", "8,834 milliards" but "1,060 million", "2.420 millones".
    """
    lone = _LONE.fullmatch(written)
    if lone is None:
        return number(written)
    point = "." if names.is_english(magnitude) else ","
    return Decimal(f"{lone[1]}.{lone[3]}" if lone[2] == point else lone[1] + lone[3])


def _numbers(text: str) -> list[tuple[int, int, Decimal]]:
    written = [(m.start(), m.end(), number(m.group())) for m in _NUMBER.finditer(text)]
    spoken = [
        (m.start(), m.end(), Decimal(_WORD_VALUES[m[1].lower()])) for m in _WORDS.finditer(text)
    ]
    return sorted(
        [(start, end, value) for start, end, value in written if value is not None] + spoken
    )


def number(written: str) -> Decimal | None:
    """The value of a written number, decimal comma or point; None when it is neither.

    "1.234.567,89" and "1,234,567.89" are the same; one separator before exactly three digits
    groups thousands ("2,700"), before anything else it is the decimal sign ("2,5").
    """
    text = re.sub(r"[\s'’\u00a0\u202f]", "", written)
    if "," in text and "." in text:
        decimal_sign = "," if text.rfind(",") > text.rfind(".") else "."
        text = text.replace("." if decimal_sign == "," else ",", "").replace(",", ".")
    elif text.count(",") > 1 or text.count(".") > 1:
        text = text.replace(",", "").replace(".", "")
    elif "," in text or "." in text:
        head, tail = re.split(r"[.,]", text)
        grouped = len(tail) == 3 and head not in {"0", ""} and len(head) <= 3
        text = head + tail if grouped else f"{head}.{tail}"
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _around(text: str, start: int, end: int, value: Decimal, dollar: str) -> Money | None:
    after = _after().match(text, end)
    before = _before().search(text, max(0, start - 16), start)
    magnitude = after["magnitude"] if after else None
    written, first, last = text[start:end], start, end
    code = None
    if before:
        code = _meant(before["currency"], dollar) if before["currency"] else "ZAR"
        first = before.start()
    if after and after["currency"]:
        behind = _meant(after["currency"], dollar)
        if code is None or (before and before["currency"] == "$" and behind not in {None, "USD"}):
            code = behind
        last = after.end("currency") if code == behind else after.end("magnitude")
    elif magnitude and after:
        last = after.end("magnitude")
    if code is None:
        return None
    if magnitude:
        exact = value if not written[0].isdigit() else _scaled(written, magnitude)
        value = (value if exact is None else exact) * names.magnitude_of(magnitude)
    if value <= 0 or value > _LARGEST:
        return None
    return Money(start=first, end=max(last, end), amount=_tidy(value), currency=code)


def _meant(written: str, dollar: str) -> str | None:
    return dollar if written.lower() in _DOLLARS else names.currency_of(written)


def _tidy(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _judge(text: str, found: list[Money]) -> list[Money]:
    judged: list[Money] = []
    for at, money in enumerate(found):
        use = Use.AMOUNT
        gap = text[found[at - 1].end : money.start] if at else ""
        onward = text[money.end : found[at + 1].start] if at + 1 < len(found) else ""
        if money.amount < _LEAST or _RATE.match(text, money.end):
            use = Use.RATE
        elif (
            at
            and re.fullmatch(
                r"\s*[(/,]?\s*(?:or |about |around |some |equivalent to |i\.e\. |=|~)*\(?\s*", gap
            )
            and found[at - 1].currency != money.currency
            and gap.strip()
        ):
            use = Use.CONVERSION
        elif _RAISED.match(onward) or (
            _REDUCED.search(text[max(0, money.start - 90) : money.start]) and _TO.match(onward)
        ):
            use = Use.REPLACED
        elif _BUSINESS_AFTER.match(text, money.end) or _BUSINESS_BEFORE.search(
            text[max(0, money.start - 60) : money.start]
        ):
            use = Use.OTHER
        judged.append(
            Money(
                start=money.start,
                end=money.end,
                amount=money.amount,
                currency=money.currency,
                use=use,
            )
        )
    return judged
