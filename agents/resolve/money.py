"""Two sums -> are they one sum told twice: equal, rounded, or converted?

In: amounts with currencies and the day they were told. Out: `Sameness`. Also the logarithmic
buckets under which equal sums are found, whatever the currency they are told in.
"""

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum

# "nearly $1 billion" for 968 million; "8.97" for "8.8 billion" in a first report.
_ROUNDED = 0.05
_ESTIMATED = 0.025
# A converted sum is rounded twice, at another day's rate ("more than £3m" for 3.146, as $4.3m).
_CONVERTED = 0.08
_STEP = math.log(1.2)

Told = tuple[Decimal, str, float | None]


class Sameness(Enum):
    """How two sums compare."""

    EXACT = "exact"
    ROUNDED = "rounded"
    DIFFERENT = "different"
    UNKNOWN = "unknown"  # two currencies and no rate between them


def significant(amount: Decimal) -> int:
    """Digits before the trailing zeros: 8970000000 has three."""
    return len(amount.normalize().as_tuple().digits)


def compare(one: Told, other: Told) -> Sameness:
    """Compare two sums, each with its currency and its dollars at its own day's rate."""
    (amount, currency, usd), (other_amount, other_currency, other_usd) = one, other
    if currency == other_currency:
        return _same_currency(amount, other_amount)
    if usd is None or other_usd is None:
        return Sameness.UNKNOWN
    return Sameness.ROUNDED if _near(usd, other_usd, _CONVERTED) else Sameness.DIFFERENT


def buckets(usd: float | None, amount: Decimal, currency: str) -> list[str]:
    """The bucket of a sum and its two neighbours, nearest first."""
    base = usd if usd is not None else float(amount)
    unit = "" if usd is not None else currency
    at = round(math.log(max(base, 1.0)) / _STEP)
    return [f"{unit}{number}" for number in (at, at - 1, at + 1)]


def _same_currency(amount: Decimal, other: Decimal) -> Sameness:
    if amount == other:
        return Sameness.EXACT
    fine, coarse = sorted((amount, other), key=significant, reverse=True)
    if not _near(float(fine), float(coarse), _ROUNDED):
        return Sameness.DIFFERENT
    return Sameness.ROUNDED if _rounds_to(fine, coarse) else Sameness.DIFFERENT


def _rounds_to(fine: Decimal, coarse: Decimal) -> bool:
    digits = significant(coarse)
    if digits == significant(fine):
        # Both are rounded, or one is a first estimate: 8.8 and 8.9 billion.
        return digits <= 2 and _near(float(fine), float(coarse), _ESTIMATED)
    unit = Decimal(1).scaleb(fine.adjusted() - digits + 1)
    wider = Decimal(1).scaleb(coarse.adjusted() - digits + 1)
    return any(
        (fine / step).quantize(Decimal(1), rounding=how) * step == coarse
        for step in {unit, wider}
        for how in (ROUND_HALF_UP, ROUND_DOWN)
    )


def _near(one: float, other: float, share: float) -> bool:
    larger = max(abs(one), abs(other))
    return larger == 0 or abs(one - other) <= share * larger
