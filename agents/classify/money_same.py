"""Whether two sums of one item are the same sum, and which of them says it more exactly.

"$3.9 million" in a headline is "$3,962,500" in the text; a headline's "$600 million" is the text's
"€530 million ($600 million)", whose own sum is the euros.
"""

from decimal import Decimal

from agents.classify.money import Money

ROUNDING = Decimal("0.03")


def near(one: Money, other: Money) -> bool:
    """Equal up to rounding, in either's own currency or in the one it is converted to."""
    return any(
        currency == theirs and abs(amount - value) <= ROUNDING * max(amount, value)
        for amount, currency in _values(one)
        for value, theirs in _values(other)
    )


def exactness(money: Money) -> tuple[bool, int, bool]:
    """For comparing: a sum with its conversion says most, then more digits, then no "over"."""
    return money.twin is not None, len(f"{money.amount.normalize():e}"), not money.rough


def _values(money: Money) -> list[tuple[Decimal, str]]:
    return [(money.amount, money.currency), *([money.twin] if money.twin else [])]
