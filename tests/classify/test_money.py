"""Sums of money as people write them, what only looks like one, and round trips."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.money import Use, find_money, number

SUMS = [
    ("a $1.5bn penalty", "1500000000", "USD"),
    ("Rs 200 crore", "2000000000", "INR"),
    ("Rs. 45 lakh", "4500000", "INR"),
    ("€2,5 million", "2500000", "EUR"),
    ("C$7.4-million", "7400000", "CAD"),
    ("$A1.62 billion", "1620000000", "AUD"),
    ("US$ 12,5 Mio.", "12500000", "USD"),
    ("USD 700,000", "700000", "USD"),
    ("EUR 2,700", "2700", "EUR"),
    ("2.700 Euro", "2700", "EUR"),
    ("4,5 Milliarden Euro", "4500000000", "EUR"),
    ("1,2 milliard d'euros", "1200000000", "EUR"),
    ("8,834 milliards de dollars", "8834000000", "USD"),
    ("1.060 millones de euros", "1060000000", "EUR"),
    ("26,5 milioni di euro", "26500000", "EUR"),
    ("3,9 miljoen euro", "3900000", "EUR"),
    ("1.234 billion dollars", "1234000000", "USD"),
    ("half a billion dollars", "500000000", "USD"),
    ("two mln dlr", "2000000", "USD"),
    ("fünf Millionen Dollar", "5000000", "USD"),
    ("100 million South Korean won", "100000000", "KRW"),
    ("GBP 1 . 4m", "1400000", "GBP"),
    ("R12 million", "12000000", "ZAR"),
    ("2 400 000 Kč", "2400000", "CZK"),
    ("CHF 1'200'000", "1200000", "CHF"),
    ("£13m", "13000000", "GBP"),
    ("¥500 million", "500000000", "JPY"),
    ("$5,000", "5000", "USD"),
    ("a three-million-dollar fine", "3000000", "USD"),
    ("50 million Canadian dollars", "50000000", "CAD"),
]


@pytest.mark.parametrize(("text", "amount", "currency"), SUMS)
def test_reads_sums_the_world_over(text: str, amount: str, currency: str) -> None:
    """Each way of writing a sum gives its exact amount and ISO code."""
    found = [(money.amount, money.currency) for money in find_money(text)]
    assert found == [(Decimal(amount), currency)]


NO_SUMS = [
    "up to 4% of turnover",
    "hundreds of millions of dollars",
    "in 2019 some 1,200 people",
    "10 pence",
    "iPhone 12 and Boeing 737",
    "thousands of pounds each",
]


@pytest.mark.parametrize("text", NO_SUMS)
def test_numbers_that_are_no_sums(text: str) -> None:
    """Shares, vague figures, years and models are no money."""
    assert find_money(text) == []


USES = [
    ("$50 each for 3,000 drivers", [Use.RATE]),
    ("bought at $9.50 a share", [Use.RATE]),
    ("1.5 billion euro ($1.8 billion)", [Use.AMOUNT, Use.CONVERSION]),
    ("cut the fine from $5 million to $3 million", [Use.REPLACED, Use.AMOUNT]),
    ("up to $500m", [Use.AMOUNT]),
    ("the initial fine of €50,000 was raised to €80,000", [Use.REPLACED, Use.AMOUNT]),
    ("scrapped its $3.9bn buyout of a rival", [Use.OTHER]),
    ("raised about $29.9 million from investors", [Use.OTHER]),
    ("a fee of $2", [Use.RATE]),
]


@pytest.mark.parametrize(("text", "uses"), USES)
def test_says_what_a_sum_is_worth(text: str, uses: list[Use]) -> None:
    """A rate, the second of twin currencies and a replaced figure are not the event's amount."""
    assert [money.use for money in find_money(text)] == uses


def test_home_dollar() -> None:
    """A plain dollar is the publisher's own; one that is named stays what it is."""
    found = find_money("a $5 million fine, or US$4 million", dollar="CAD")
    assert [money.currency for money in found] == ["CAD", "USD"]


def test_bare_millions_take_the_currency_of_the_rest() -> None:
    """A headline's "10 millones" is money where the language says so, counted people are not."""
    found = find_money("Una multa de 10 millones por fraude a 3 millones de clientes", bare="EUR")
    assert [(str(money.amount), money.currency) for money in found] == [("10000000", "EUR")]


AMOUNTS = st.decimals(min_value="0.1", max_value="999", places=1)
CODES = st.sampled_from(["USD", "EUR", "GBP", "CAD", "AUD", "CHF", "JPY", "INR", "SEK", "KRW"])
SCALES = st.sampled_from([("million", 10**6), ("m", 10**6), ("billion", 10**9), ("bn", 10**9)])


@given(AMOUNTS, CODES, SCALES)
def test_round_trip_of_scaled_sums(amount: Decimal, code: str, scale: tuple[str, int]) -> None:
    """A code, a number and a magnitude come back as the exact product."""
    word, factor = scale
    gap = " " if len(word) > 2 else ""
    found = find_money(f"fined {code} {amount}{gap}{word} on Monday")
    assert [(m.amount, m.currency) for m in found] == [(amount * factor, code)]


@given(st.integers(1, 10**12), st.sampled_from([",", ".", " ", "'", "\u00a0"]))
def test_round_trip_of_grouped_numbers(value: int, sign: str) -> None:
    """Thousands grouped in any usual way come back whole."""
    written = f"{value:,}".replace(",", sign)
    assert number(written) == value


@given(st.text(max_size=200))
def test_offsets_cut_the_sum_out_of_any_text(text: str) -> None:
    """Whatever the text, every sum stands within it, in order and without overlaps."""
    found = find_money(text)
    edges = [edge for money in found for edge in (money.start, money.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
