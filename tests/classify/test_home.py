"""What a plain dollar sign means: whose court, paper or regulator writes it."""

import pytest

from agents.classify.home import home_dollar
from agents.classify.registry.companies import Registry

TEXTS = [
    (None, "Dunedin bakery fined $48,000 after worker burned, WorkSafe says", "NZD"),
    (None, "Cold store fined $90,000 over ammonia leak, WorkSafe Victoria says", "AUD"),
    (None, "ASIC v Harbour Lending: Federal Court sets $2.5m penalty", "AUD"),
    (None, "Winnipeg freight firm fined $12,000 for worn brakes", "CAD"),
    (None, "Trinidad court tells refinery to pay anglers $3.1m", "TTD"),
    (None, "Fines of S$9m for five banks; the largest pays $4.2m", "SGD"),
    (None, "Lender pays C$5 million ($3.7 million) to end Ottawa suit", "USD"),
    (None, "Acme fined $5 million", "USD"),
    (None, "The Canadian studio was told to pay Acme $4 million in Denver", "USD"),
    (None, "U.S. fines three Canadian carriers $4 million over refunds", "USD"),
    (None, "Singapore tanker freed against $870,000 deposit", "USD"),
    ("Reuters", "Australian court fines Harbour Lending $3.5 million", "USD"),
    ("AFP", "Melbourne court fines Harbour Lending $3.5 million", "USD"),
    (None, "SYDNEY (Reuters) - Harbour Lending was fined $3.5 million", "USD"),
    ("Competition Bureau Canada", "Parts maker fined $5 million", "CAD"),
    ("OFAC", "Settlement of $5,000 with a Toronto shipper", "USD"),
]


@pytest.fixture(scope="module")
def registry() -> Registry:
    """The shipped names."""
    return Registry.load()


@pytest.mark.parametrize(("publisher", "text", "code"), TEXTS)
def test_dollar_of_the_country_that_writes(
    registry: Registry, publisher: str | None, text: str, code: str
) -> None:
    """Authorities and local papers mean their own; agencies and Americans the US dollar."""
    assert home_dollar(publisher, text, registry.find) == code


def test_pesos_behind_a_dollar_sign(registry: Registry) -> None:
    """Spanish texts of Latin America write their pesos with "$"."""
    text = "Bogotá: la SIC multó a Acme con $ 900 millones"
    assert home_dollar(None, text, registry.find, "es") == "COP"
    assert home_dollar(None, "Multa de $ 9 millones a Acme", registry.find, "es") == "USD"
