"""Which texts are read at all."""

import pytest

from agents.classify.cues import has_cue

TELLING = [
    "Regulator fines Acme over late reports",
    "Drivers sue Acme in Texas",
    "Acme reaches deal worth $40 million with drivers",
    "Acme to pay $3m over leaky tanks",
    "Kartellamt verhängt Bußgeld gegen Acme",
    "Rekordstrafe für Acme",
    "Acme condamné à verser 3 millions d'euros",
    "Multa de 10 millones a Acme",
    "Il Garante multa Acme",
    "Acme krijgt boete van toezichthouder",
]


@pytest.mark.parametrize("text", TELLING)
def test_lets_through_what_tells_of_an_event(text: str) -> None:
    """A word of fining, suing or settling in any of the six languages is enough."""
    assert has_cue(text)


SILENT = [
    "Acme opens third store in Leeds",
    "Shares drift lower as traders wait for jobs data",
    "Acme signs deal to sell cheese in Norway",
    "How to pay less for heating",
]


@pytest.mark.parametrize("text", SILENT)
def test_stops_ordinary_news(text: str) -> None:
    """Words all news is full of need a second one or a sum beside them."""
    assert not has_cue(text)
