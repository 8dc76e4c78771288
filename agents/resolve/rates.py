"""A currency and a day -> the ECB reference rate of that day or the last one before it.

In: ISO 4217 code, date. Out: `Rate` (US dollars and euros that one unit buys, and the day the rate
is of), or None with the reason. The history ships with the currencyconverter package.
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from currency_converter import CurrencyConverter, RateNotFoundError

from schemas.case import Rate

_DIGITS = Decimal("0.00000001")
# The longest run of days without a fixing is about five (Easter); beyond that the ECB stopped.
_LONGEST_GAP = 14


class Rates(Protocol):
    """Where rates come from."""

    def rate(self, currency: str, day: dt.date) -> Rate | None:
        """The rate in force on `day`; None where there is none."""
        ...

    def why_none(self, currency: str, day: dt.date) -> str:
        """Why there is no rate, as one sentence for a person."""
        ...


class EcbRates:
    """The ECB's daily reference rates since 1999. Loading takes 0.3 s: make one and share it."""

    def __init__(self) -> None:
        self._table = CurrencyConverter(decimal=True)
        self._last = max(bound.last_date for bound in self._table.bounds.values())
        self._find = lru_cache(maxsize=20_000)(self._look_up)

    def rate(self, currency: str, day: dt.date) -> Rate | None:
        """The rate in force on `day`. After the table's last day the last one stands, dated."""
        return self._find(currency, min(day, self._last))

    def why_none(self, currency: str, day: dt.date) -> str:
        """Why `rate` gives None."""
        bounds = self._table.bounds.get(currency)
        if bounds is None:
            return f"the ECB has no reference rate for {currency}"
        if day < bounds.first_date:
            return f"ECB rates for {currency} begin on {bounds.first_date}"
        return f"no ECB rate for {currency} on {day} (quoted until {bounds.last_date})"

    def _look_up(self, currency: str, day: dt.date) -> Rate | None:
        for back in range(_LONGEST_GAP + 1):
            on = day - dt.timedelta(days=back)
            dollars, euros = self._one(currency, "USD", on), self._one(currency, "EUR", on)
            if dollars is not None and euros is not None:
                return Rate(date=on, usd=_rounded(dollars), eur=_rounded(euros))
        return None

    def _one(self, currency: str, into: str, on: dt.date) -> Decimal | None:
        try:
            return Decimal(self._table.convert(Decimal(1), currency, into, date=on))
        except (RateNotFoundError, ValueError):
            return None


def _rounded(rate: Decimal) -> Decimal:
    """Eight places, or eight significant digits for a unit worth a tiny part of a euro."""
    if rate >= 1:
        return rate.quantize(_DIGITS)
    return rate.quantize(Decimal(1).scaleb(rate.adjusted() - 7))
