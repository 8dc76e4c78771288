"""Deals, trials and battles of business are no events; those of the law stay."""

import pytest

from agents.classify import Reader
from agents.classify.business import is_business
from schemas.words import Kind
from tests.classify.written import item

TEXTS = [
    (Kind.SETTLEMENT, "Lantern agrees £300m rescue deal with lenders", True),
    (Kind.SETTLEMENT, "Lantern agrees £300m rescue deal to settle lamp suit", False),
    (Kind.SETTLEMENT, "Lantern to pay $2bn for rights to sell Osprey lamps", True),
    (Kind.SETTLEMENT, "Lantern pays ousted chief $4m in severance", True),
    (Kind.SETTLEMENT, "Lantern pays ousted chief $4m severance to end harassment claim", False),
    (Kind.SETTLEMENT, "Lantern pays $4m in lamp deal", False),
    (Kind.SETTLEMENT, "Lantern books $40m charge for store closures", True),
    (Kind.SETTLEMENT, "Lantern books $40m charge to cover lawsuits over store closures", False),
    (Kind.SETTLEMENT, "Lantern's $2bn Osprey deal set for green light", True),
    (Kind.LAWSUIT, "Lantern crews vote on strike action over rotas", True),
    (Kind.LAWSUIT, "Lantern launches trial of lamp hire in Leeds", True),
    (Kind.LAWSUIT, "Lantern faces trial over burnt homes", False),
    (Kind.LAWSUIT, "Clinical trial of Lantern drug led to suit, court told", False),
    (Kind.FINE, "Lantern rescue deal", False),
]


@pytest.mark.parametrize(("kind", "text", "business"), TEXTS)
def test_nothing_in_it_speaks_of_the_law(kind: Kind, text: str, business: bool) -> None:
    """One word of the law is enough to leave the text to the model."""
    assert is_business(kind, text) is business


@pytest.mark.parametrize(
    "title",
    [
        "Thomas Cook in £750m rescue deal talks with its largest shareholder",
        "Bird launches UK trial of hire scooters on one path",
        "Ryanair pilots to join strike action over rotas and pay",
    ],
)
def test_the_reader_is_silent_on_business(reader: Reader, title: str) -> None:
    """A sum and a deal make no settlement, a trial no lawsuit."""
    assert reader.read(item(title)) == []
