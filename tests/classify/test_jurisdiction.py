"""Where an event happened, by what stands beside a court or an authority's word."""

import pytest

from agents.classify.jurisdiction import jurisdiction_of

CASES = [
    ("Dutch court orders Acme to stop", "NL"),
    ("Acme pleads not guilty in Malaysia over bond sales", "MY"),
    ("Acme fined in Korea over listings in Japan", "KR"),
    ("Acme sued over illness at Egyptian hotel", None),
    ("Acme faces lawsuit over Mexican property transfer", None),
    ("Acme sued after ruling by Dutch court", "NL"),
    ("Acme fined for a spill", None),
]


@pytest.mark.parametrize(("sentence", "country"), CASES)
def test_the_place_of_the_cause_is_not_the_forum(sentence: str, country: str | None) -> None:
    """A place counts beside the office, not behind what it was over."""
    assert jurisdiction_of(sentence, None, None) == country
