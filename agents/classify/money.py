"""Text -> sums of money: the world's ways of writing one, and what only looks like one.

In: a text. Out: `Money` values in reading order, each with its offsets, the exact decimal amount,
the ISO 4217 code and what it is worth as an event's amount (`Use`). Percentages and numbers that
no sum stands beside are no money at all; "hundreds of millions of dollars" is vague; "$9 a share"
is a rate.
"""

import re
from decimal import Decimal
from functools import cache

from agents.classify import money_names as names
from agents.classify.money_bare import with_beside, with_crores, with_earlier, with_millions
from agents.classify.money_number import number, numbers, scaled
from agents.classify.money_use import Money, Use, judged

__all__ = ["Money", "Use", "find_money", "number"]

_DOLLARS = frozenset({"$", "dollar", "dollars"})
_LARGEST = Decimal(10) ** 15
_LETTERED = re.compile(r"\d{1,3}(?:[ ,]\d{3})+")


@cache
def _after() -> re.Pattern[str]:
    return names.after_number()


@cache
def _before() -> re.Pattern[str]:
    return names.before_number()


def find_money(
    text: str, *, dollar: str = "USD", bare: str | None = None, beside: str | None = None
) -> list[Money]:
    """Every sum of money in `text`, in reading order, not overlapping.

    `dollar` is what a plain "$" or "dollars" means to this publisher. `bare` is the currency of a
    figure in millions that names none ("una multa de 10 millones"), unless the text's other sums
    agree on one; None leaves such figures alone. `beside` is the currency of the title's sums
    when `text` is what follows the title: "One was fined 3 million and the other 2 million".
    """
    found: list[Money] = []
    for start, end, value in numbers(text):
        if found and start < found[-1].end:
            continue
        money = _around(text, start, end, value, dollar)
        if money and found and money.start < found[-1].end:
            continue
        if money is not None:
            found.append(money)
    found = with_beside(text, with_crores(text, found), beside)
    if bare is not None:
        found = with_millions(text, found, beside or bare)
    return judged(text, with_earlier(text, found))


def _around(text: str, start: int, end: int, value: Decimal, dollar: str) -> Money | None:
    after = _after().match(text, end)
    before = _before().search(text, max(0, start - 16), start)
    magnitude = after["magnitude"] if after else None
    factor = _factor(magnitude, attached=text[end : end + 1].isalpha())
    written, first, last = text[start:end], start, end
    code, sign = None, ""
    if before:
        sign = before["currency"] or before["letter"]
        code = _code(text, sign, dollar) if before["currency"] else _by_letter(text, sign, written)
        code = code or (names.LETTERS[sign] if before["letter"] and magnitude else None)
        first = before.start()
    if after and after["currency"]:
        behind = _code(text, after["currency"], dollar)
        factor *= names.factor_of(after["currency"])
        if code is None or (sign == "$" and behind not in {None, "USD"}):
            code = behind
        last = after.end("currency") if code == behind else after.end("magnitude")
    elif magnitude and after:
        last = after.end("magnitude")
    if code is None:
        return None
    if magnitude and after and written[:1].isdigit():
        exact = scaled(written, magnitude, (after["currency"] and after["link"]) or "")
        value = value if exact is None else exact
    value *= factor
    if value <= 0 or value > _LARGEST:
        return None
    return Money(start=first, end=max(last, end), amount=_tidy(value), currency=code)


def _factor(magnitude: str | None, *, attached: bool) -> Decimal:
    """The magnitude's factor; "RM2.5mil" is millions, the Spanish "2 mil" thousands."""
    if magnitude is None:
        return Decimal(1)
    return Decimal(10**6) if attached and magnitude == "mil" else names.magnitude_of(magnitude)


def _by_letter(text: str, letter: str, written: str) -> str | None:
    """The currency of "R5000" and "N250,000"; "N95" is a mask and "P40" a telephone."""
    if letter == "R" or _LETTERED.fullmatch(written):
        return names.at_home(letter, names.LETTERS[letter], text)
    return None


def _code(text: str, written: str, dollar: str) -> str | None:
    code = dollar if written.lower() in _DOLLARS else names.currency_of(written)
    return None if code is None else names.at_home(written, code, text)


def _tidy(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
