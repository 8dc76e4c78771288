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
    RANGE = "range"  # "$1-2 million": null by our guideline
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
    r"(?<![\w.,])(?:\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?![\d])"
    r"|(?<=[A-Za-z$€£¥])(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d+)?)(?![\d])"
)
_WORDS = re.compile(
    r"\b(half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|eine|einer|un|une|una)"
    r"(?=[ -](?:million|billion|trillion|Milliarde|Million|milliard|millón|milione|miliardo|"
    r"half|hundred|quarter|thousand|crore|lakh))",
    re.IGNORECASE,
)
_WORD_VALUES = {
    "half a": "0.5", "half an": "0.5", "a": "1", "an": "1", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
    "hundred": "100", "eine": "1", "einer": "1", "un": "1", "une": "1", "una": "1",
}  # fmt: skip
_RATE = re.compile(
    r"(?:\)|,)?\s*(?:each\b|apiece\b|per\b|a (?:share|head|day|week|month|year|user|piece|barrel|"
    r"ton|unit|person|customer|victim|driver|violation)\b|/\s?(?:share|day|week|month|year|user)|"
    r"for each\b|every (?:day|week|month)\b|an? (?:hour|ounce)\b|pro (?:Kopf|Aktie|Tag)\b|"
    r"par (?:personne|action|jour)\b)",
    re.IGNORECASE,
)
_RANGE_GAP = re.compile(r"\s*(?:-|–|to|and|bis|à|a|e|tot)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from|zwischen|entre|tra|tussen)\s*$", re.IGNORECASE)
_REDUCED = re.compile(
    r"\b(?:reduc|cut|lower|slash|trim|down|rais|increas|doubl|rais)\w*\b[^.;]{0,60}\bfrom\b[^.;]{0,12}$",
    re.IGNORECASE,
)
_TO = re.compile(r"^\s*(?:to|down to|auf)\b", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    return names.after_number()


@cache
def _before() -> re.Pattern[str]:
    return names.before_number()


def find_money(text: str) -> list[Money]:
    """Every sum of money in `text`, in reading order, not overlapping."""
    found: list[Money] = []
    for start, end, value in _numbers(text):
        if found and start < found[-1].end:
            continue
        money = _around(text, start, end, value)
        if money is not None:
            found.append(money)
    return _judge(text, found)


def _numbers(text: str) -> list[tuple[int, int, Decimal]]:
    result = []
    for match in _NUMBER.finditer(text):
        value = number(match.group())
        if value is not None:
            result.append((match.start(), match.end(), value))
    for match in _WORDS.finditer(text):
        result.append((match.start(), match.end(), Decimal(_WORD_VALUES[match[1].lower()])))
    return sorted(result)


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


def _around(text: str, start: int, end: int, value: Decimal) -> Money | None:
    after = _after().match(text, end)
    before = _before().search(text, max(0, start - 16), start)
    magnitude = after["magnitude"] if after else None
    code = None
    if before:
        code = names.currency_of(before["currency"])
        start = before.start("currency")
    if after and after["currency"]:
        behind = names.currency_of(after["currency"])
        if code is None or (
            code == "USD" and behind not in {None, "USD"} and before and before["currency"] == "$"
        ):
            code = behind
        end = after.end("currency") if code == behind else after.end("magnitude")
    elif magnitude and after:
        end = after.end("magnitude")
    if code is None:
        return None
    if magnitude:
        value = _decimal_again(text, value, before, start, end) * names.magnitude_of(magnitude)
    if value <= 0 or value > Decimal(10) ** 15:
        return None
    return Money(start=start, end=end, amount=_tidy(value), currency=code)


def _decimal_again(
    text: str, value: Decimal, before: re.Match[str] | None, start: int, end: int
) -> Decimal:
    """ "1.234 billion" is 1.234, not 1,234: before a big magnitude a lone separator is decimal."""
    match = re.search(r"(?<!\d)(\d{1,3})([.,])(\d{3})(?![.,]?\d)", text[start:end])
    if match and value >= 1000 and value == Decimal(match[1] + match[3]) and match[2] == ".":
        return Decimal(f"{match[1]}.{match[3]}")
    return value


def _tidy(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _judge(text: str, found: list[Money]) -> list[Money]:
    judged: list[Money] = []
    for at, money in enumerate(found):
        use = Use.AMOUNT
        gap = text[found[at - 1].end : money.start] if at else ""
        onward = text[money.end : found[at + 1].start] if at + 1 < len(found) else ""
        if _RATE.match(text, money.end):
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
        elif _REDUCED.search(text[max(0, money.start - 90) : money.start]) and _TO.match(onward):
            use = Use.REPLACED
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
