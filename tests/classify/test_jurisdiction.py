"""Where an event happened, by what stands beside a court or an authority's word."""

import pytest

from agents.classify import Reader
from agents.classify.jurisdiction import jurisdiction_of
from tests.classify.written import item

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


@pytest.mark.parametrize(
    ("money", "country"), [("69.2 billion won", "KR"), ("2 billion yen", "JP")]
)
def test_an_office_of_two_countries_fines_in_its_own_money(
    reader: Reader, money: str, country: str
) -> None:
    """Japan and Korea have a commission of the same English name."""
    told = f"The Personal Information Protection Commission fined Google {money} over personal data"
    (mention,) = reader.read(item(told))
    assert mention.jurisdiction == country
    assert (mention.authority is not None) == (country == "JP")
