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
    ("an N820m levy", "820000000", "NGN"),
    ("W2.3tr in damages", "2300000000000", "KRW"),
    ("P7.25-M in refunds", "7250000", "PHP"),
    ("R750 000 payable now", "750000", "ZAR"),
    ("R4 208 115 to the widow", "4208115", "ZAR"),
    ("RM3.5mil in compounds", "3500000", "MYR"),
    ("QR 9m", "9000000", "QAR"),
    ("SR240,000", "240000", "SAR"),
    ("NIS 41 million", "41000000", "ILS"),
    ("B/.18.500 de multa", "18500", "PAB"),
    ("S/ 2.4 millones", "2400000", "PEN"),
    ("T$6.1 bln", "6100000000", "TWD"),
    ("Rs 7,50,000", "750000", "INR"),
    ("35 million riel", "35000000", "KHR"),
    ("3,1 millones de soles", "3100000", "PEN"),
    ("8.4 mln Jamaican dlrs", "8400000", "JMD"),
    ("2,3 billones de pesos", "2300000000000", "MXN"),
    ("4 mil 250 mdp", "4250000000", "MXN"),
    ("31 milioni e 250 mila euro", "31250000", "EUR"),
    ("1,375 million d’euros", "1375000", "EUR"),
    ("nine-and-a-half, no, 9-and-a-half million dollars", "9500000", "USD"),
    ("a three-(b)billion-dollar bond", "3000000000", "USD"),
    ("Ostrava's billion-dollar verdict", "1000000000", "USD"),
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
    "N95 masks, a P40 phone and W3 forms",
    "S&P 500 000 and P2P 100 000",
    "a multi-million-dollar row",
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
    ("court cuts the $5 million fine to just $3 million", [Use.REPLACED, Use.AMOUNT]),
    ("fined $3 million, down from the $5 million proposed", [Use.AMOUNT, Use.REPLACED]),
    ("fined $3 million, a fraction of the first $5 million", [Use.AMOUNT, Use.REPLACED]),
    ("rather than $5 million, it said, nothing is due", [Use.AMOUNT]),
    ("up to $500m", [Use.AMOUNT]),
    ("the initial fine of €50,000 was raised to €80,000", [Use.REPLACED, Use.AMOUNT]),
    ("scrapped its $3.9bn buyout of a rival", [Use.OTHER]),
    ("raised about $29.9 million from investors", [Use.OTHER]),
    ("a fee of $2", [Use.RATE]),
    ("both yards were fined $12 million each", [Use.AMOUNT]),
    ("the two haulers were fined 40,000 euros apiece", [Use.AMOUNT]),
    ("riders will receive $2 million each", [Use.RATE]),
    ("a $600-per-head payout", [Use.RATE]),
    ("fined £3m a year ago", [Use.AMOUNT]),
    ("licence fees of £3m a year", [Use.RATE]),
    ("multa di 2 milioni di euro per il ritardo", [Use.AMOUNT]),
    ("multa di 40mila euro per l'omissione", [Use.AMOUNT]),
    ("200 euro per persona", [Use.RATE]),
    ("een dwangsom van 50.000 euro per dag", [Use.RATE]),
    ("lender cancels $31 mln of loans", [Use.AMOUNT]),
    ("seeks $31 mln of loans", [Use.OTHER]),
    ("the state's $9m restitution bid", [Use.AMOUNT]),
    ("fined between €6,000 and €17,000", [Use.RANGE, Use.RANGE]),
    ("fines of $5 million to $10 million", [Use.RANGE, Use.RANGE]),
    ("adds $2 million to $30 million fine", [Use.AMOUNT, Use.AMOUNT]),
    ("the base penalty amount for the violation was $10,000", [Use.OTHER]),
    ("suits of €12 billion (over $13 billion)", [Use.AMOUNT, Use.CONVERSION]),
    ("fined £5m over $7m of bribes", [Use.AMOUNT, Use.AMOUNT]),
    ("its fine was cut from £9m", [Use.REPLACED]),
    ("the agency would have been fined £5.6m", [Use.REPLACED]),
    ("a £7m fine, cut from £9m", [Use.AMOUNT, Use.REPLACED]),
    ("$2.1bn award becomes $300m", [Use.REPLACED, Use.AMOUNT]),
    ("multa di 3 milioni di euro anziché 5 milioni di euro", [Use.AMOUNT, Use.REPLACED]),
    ("fined 2 billion yen. ($1 = 109.6700 yen)", [Use.AMOUNT, Use.RATE, Use.RATE]),
    (
        "fined Corvane 1.1 million pounds. The fine was later reduced to 575,000 pounds",
        [Use.REPLACED, Use.AMOUNT],
    ),
    ("ordered to repay 2.4 billion euros of loans", [Use.AMOUNT]),
    ("two hauliers pay $350,000 each", [Use.AMOUNT]),
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


BESIDE = [
    ("must pay 450,000 euros, Brandt 310,000 and Osk 1.2 million.", "450000 310000 1200000"),
    ("Panel cuts 8 mln euro fine to 950,000", "8000000 950000"),
    ("its 40 mln euro claim ends with 2.5 mln, says the bench", "40000000 2500000"),
    ("Levies of 14.5bn euros on Hask, 9.5bn on Mirn", "14500000000 9500000000"),
    ("Arla and Bel get 12,5 and 3,5 million euros, respectively", "12500000 3500000"),
    ("It has 2 million customers and 45,000 staff, and owes 3 million euros", "3000000"),
    ("paid 5 million euros over data of 250,000, including children", "5000000"),
    ("Vossburg's 30 million, a third of the market, cost 9 million euros", "9000000"),
    ("7 million euros in May, when 250,000 marched", "7000000"),
]


@pytest.mark.parametrize(("text", "amounts"), BESIDE)
def test_a_listed_figure_takes_the_currency_beside_it(text: str, amounts: str) -> None:
    """In a list or comparison of sums a bare figure is one; what is counted is not."""
    found = find_money(text)
    assert " ".join(str(money.amount) for money in found) == amounts
    assert {money.currency for money in found} == {"EUR"}


def test_a_summary_takes_the_currency_of_its_title() -> None:
    """Figures that are paid need no currency below a title that names it; others stay numbers."""
    text = "Hask was fined 12.5 million and Mirn 4 million. It sold 30 million last year."
    assert find_money(text) == []
    found = find_money(text, beside="SEK")
    assert [(str(m.amount), m.currency) for m in found] == [
        ("12500000", "SEK"),
        ("4000000", "SEK"),
    ]


BARE = [
    ("Zwölf Millionen Strafe für den Versorger", "12000000"),
    ("ein 23-Millionen-Bußgeld", "23000000"),
    ("un'ammenda da un milione.", "1000000"),
    ("chiede 3,5 miliardi di danni", "3500000000"),
    ("de bank eist 6 mln van Halvers", "6000000"),
    ("het bedrijf betaalt 7 ton aan de gemeente", "700000"),
    ("l'amende de 4 millions infligée hier", "4000000"),
    ("treft een schikking van 7 miljoen met het OM", "7000000"),
    ("voor 1,6 miljoen aansprakelijk gesteld", "1600000"),
    ("7 ton aardappelen", ""),
    ("eine Million Kunden", ""),
    ("tres millones de clientes", ""),
    ("3 millions d'abonnés", ""),
]


@pytest.mark.parametrize(("text", "amounts"), BARE)
def test_bare_millions_beside_a_word_of_money(text: str, amounts: str) -> None:
    """German, French, Spanish, Italian and Dutch papers leave the euro out; counts are not sums."""
    assert " ".join(str(money.amount) for money in find_money(text, bare="EUR")) == amounts


HOMES = [
    ("Kampala court: 3bn shillings", "UGX"),
    ("Nairobi court: 3bn shillings", "KES"),
    ("Karachi port fined Rs 30 million", "PKR"),
    ("Pune mill fined Rs 30 million", "INR"),
    ("Lender handed a penalty of 3.5 crore by RBI", "INR"),
    ("Karachi lender handed a penalty of 3.5 crore", "PKR"),
    ("Danish bank fined 30 million crowns", "DKK"),
    ("Stockholm court, with Norwegian judges: 30 million crowns", "SEK"),
    ("Swiss court frees Congo mine of 2 million francs", "CHF"),
    ("Abidjan, Ivory Coast: 2 billion francs", "XOF"),
    ("Bogotá: multa de 900 millones de pesos", "COP"),
]


@pytest.mark.parametrize(("text", "currency"), HOMES)
def test_the_country_tells_namesakes_apart(text: str, currency: str) -> None:
    """Pesos, crowns, rupees and shillings are those of the country that the text names."""
    assert [money.currency for money in find_money(text)] == [currency]


def test_crores_of_people_are_no_sum() -> None:
    """Only what can be paid follows a sum."""
    assert not find_money("the app of 5 crore users, 20 lakh of them in Pune")


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


PIECES = st.sampled_from(
    [
        "5 million euros",
        " 3 Millionen",
        " and ",
        "Hask ",
        "250,000",
        ", ",
        "fined ",
        "2 ton aan",
        " $7",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_bare_figures_never_overlap_sums(text: str) -> None:
    """However sums and bare figures are strung together, each stands once and in order."""
    found = find_money(text, bare="EUR", beside="SEK")
    edges = [edge for money in found for edge in (money.start, money.end)]
    assert edges == sorted(edges)
