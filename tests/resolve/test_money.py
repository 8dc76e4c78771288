"""Sums, rates and places: when two tellings of money or place are one."""

import datetime as dt
from decimal import Decimal

import pytest

from agents.resolve.money import Sameness, compare
from agents.resolve.parties import Agreement, agreement, read_party
from agents.resolve.places import apart, code, places
from agents.resolve.rates import EcbRates

RATES = EcbRates()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("5700000", "USD", 5.7e6), ("5700000", "USD", 5.7e6), Sameness.EXACT),
        (("968000000", "USD", 9.68e8), ("1000000000", "USD", 1e9), Sameness.ROUNDED),
        (("8970000000", "USD", 8.97e9), ("8900000000", "USD", 8.9e9), Sameness.ROUNDED),
        (("64000000", "GBP", 8.06e7), ("81000000", "USD", 8.1e7), Sameness.ROUNDED),
        (("5700000", "USD", 5.7e6), ("5500000", "USD", 5.5e6), Sameness.DIFFERENT),
        (("8800000000", "USD", 8.8e9), ("8900000000", "USD", 8.9e9), Sameness.ROUNDED),
        (("5712345", "USD", 5712345.0), ("5698765", "USD", 5698765.0), Sameness.DIFFERENT),
        (("1000000000", "USD", 1e9), ("1100000000", "USD", 1.1e9), Sameness.DIFFERENT),
        (("7", "XXX", None), ("7", "USD", 7.0), Sameness.UNKNOWN),
    ],
)
def test_sums_compare(
    one: tuple[str, str, float | None],
    other: tuple[str, str, float | None],
    expected: Sameness,
) -> None:
    """Equal, rounded, converted or different, the same both ways round."""
    left = (Decimal(one[0]), one[1], one[2])
    right = (Decimal(other[0]), other[1], other[2])
    assert (compare(left, right), compare(right, left)) == (expected, expected)


@pytest.mark.parametrize(
    ("currency", "day", "rate_day"),
    [
        ("EUR", "2021-06-05", "2021-06-04"),  # a Saturday
        ("USD", "2021-06-04", "2021-06-04"),
        ("KRW", "2020-04-13", "2020-04-09"),  # Easter Monday
    ],
)
def test_the_rate_is_the_last_on_or_before_the_day(currency: str, day: str, rate_day: str) -> None:
    """Weekends and holidays take the last fixing, and it says which day that was."""
    rate = RATES.rate(currency, dt.date.fromisoformat(day))
    assert rate is not None
    assert rate.date == dt.date.fromisoformat(rate_day)


@pytest.mark.parametrize(
    ("currency", "day", "says"),
    [
        ("XXX", "2020-01-01", "no reference rate for XXX"),
        ("EUR", "1987-01-01", "begin on 1999-01-04"),
        ("RUB", "2023-01-01", "quoted until 2022-03-01"),
    ],
)
def test_where_there_is_no_rate_it_says_why(currency: str, day: str, says: str) -> None:
    """Unknown money, a day before the euro, a currency no longer quoted."""
    on = dt.date.fromisoformat(day)
    assert RATES.rate(currency, on) is None
    assert says in RATES.why_none(currency, on)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Federal Trade Commission (FTC)", "FTC", Agreement.SAME),
        ("Securities and Exchange Commission", "SEC", Agreement.SAME),
        ("FTC", "SEC", Agreement.DIFFERENT),
        ("U.S. regulators", "FTC", Agreement.OPEN),
        ("class action", "customers", Agreement.OPEN),
        ("Borealis Ltd", "Borealis", Agreement.SAME),
    ],
)
def test_parties_compare(one: str, other: str, expected: Agreement) -> None:
    """Spellings of one authority meet, two named ones do not, a general one stays open."""
    assert agreement(read_party(one), read_party(other)) is expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the South Korean watchdog", {"KR"}),
        ("US regulators told us", {"US"}),
        ("a judge in New York", {"US-NY"}),
        ("British and Dutch regulators", {"GB", "NL"}),
        ("the SEC and the FCA", {"US", "GB"}),
        ("he told us to wait", set()),
    ],
)
def test_places_are_found(text: str, codes: set[str]) -> None:
    """Names, adjectives and well-known letters; "us" is no country."""
    assert places(text) == codes


def test_a_state_lies_in_its_country() -> None:
    """New York and the United States are not apart; New York and Texas are."""
    one = frozenset({"US-NY"})
    assert (apart(one, frozenset({"US"})), apart(one, frozenset({"US-TX"}))) == (False, True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("South Korea", "KR"), ("US-CA", "US-CA"), ("Atlantis", "Atlantis"), (None, None)],
)
def test_jurisdictions_become_codes(written: str | None, expected: str | None) -> None:
    """Names become codes, codes stay, the unknown stays as it is."""
    assert code(written) == expected
