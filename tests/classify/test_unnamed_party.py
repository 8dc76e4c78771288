"""Parties that have no name of their own, or none in the sentence."""

import pytest

from agents.classify import Reader
from agents.classify.unnamed_party import claimant, somebody
from schemas.words import Kind
from tests.classify.written import item

TOLD = (
    (Kind.FINE, "Hungarian watchdog fines Brightwater Air over fees", "Hungarian watchdog"),
    (Kind.FINE, "Airline penalised by Dutch and Danish regulators", "Dutch and Danish regulators"),
    (Kind.FINE, "Cab firm takes on fine of 2 million crowns: police", "police"),
    (Kind.FINE, "Brightwater Air fined over fees, rivals watch", None),
    (Kind.SETTLEMENT, "Kettle maker settles with 12,000 Spanish owners", "12,000 Spanish owners"),
    (Kind.SETTLEMENT, "Lender ends dispute by paying $4 mln", None),
    (Kind.LAWSUIT, "Flood victims sue dam operator", "Flood victims"),
    (Kind.LAWSUIT, "Dam operator sued by local residents over flood", "local residents"),
    (Kind.LAWSUIT, "Dam operator must stand trial, users shrug", None),
    (Kind.LAWSUIT, "Court turns down Chilean fishermen's suit against AMX", "Chilean fishermen"),
    (Kind.LAWSUIT, "AMX shareholder lawsuit over merger set to proceed", "AMX shareholder"),
    (Kind.LAWSUIT, "Ferrolux ordered to pay 1.1 billion yen to flood victims", "flood victims"),
    (Kind.LAWSUIT, "Ferrolux sued by ex-employee over hand injury", "ex-employee"),
    (Kind.LAWSUIT, "Judge sides with Ferrolux bondholders", "Ferrolux bondholders"),
    (Kind.LAWSUIT, "Ferrolux faces consumer protection suit", None),
    (Kind.LAWSUIT, "Ferrolux wins appeal, says tribunal", None),
    (Kind.SETTLEMENT, "Ferrolux agrees to pay $6 million to ten states", "ten states"),
    (Kind.FINE, "French prosecutors call for 3.7 billion euro fine on bank", "French prosecutors"),
    (Kind.FINE, "The trawler firm must pay 650,000 dollars, the ministry said.", "ministry"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "sentence", "name"), TOLD)
def test_who_stands_where_the_other_side_stands(
    kind: Kind, sentence: str, name: str | None
) -> None:
    """Before the verb that such a party takes, or behind "by", "from", "with"."""
    assert somebody(sentence, kind) == name


def test_a_person_without_a_name_is_a_claimant() -> None:
    """However the sentence goes on."""
    assert claimant("The case was brought by a 9-year-old boy against a toy maker") == (
        "9-year-old boy"
    )
    assert claimant("The toy maker brought prices down") is None


def test_an_authority_that_publishes_is_the_other_side(reader: Reader) -> None:
    """Entries of a register of sanctions do not repeat who imposed them."""
    told = item("Ferrolux Energy settles apparent violations for $88,300", publisher="OFAC")
    (mention,) = reader.read(told)
    assert mention.authority == "Office of Foreign Assets Control"
    assert mention.jurisdiction == "US"


@pytest.mark.parametrize("publisher", ["Reuters", "Supreme Court of Canada", None])
def test_a_newspaper_or_a_court_that_publishes_is_not(
    reader: Reader, publisher: str | None
) -> None:
    """They report, and judge between others."""
    told = item("Ferrolux Energy settles apparent violations for $88,300", publisher=publisher)
    assert [mention.party for mention in reader.read(told)] == [None]


def test_a_fine_is_by_the_authority_of_the_headline(reader: Reader) -> None:
    """The text names the firm, the headline alone who fined it."""
    told = item(
        "FINMA fines private bank 2.5 million francs",
        "Banque Corvane was fined for failing to check Venezuelan clients.",
    )
    assert {mention.party for mention in reader.read(told)} == {"FINMA"}


def test_a_fine_recalled_from_elsewhere_does_not_lend_its_authority(reader: Reader) -> None:
    """An Irish fine is by the Irish regulator, whoever fined the firm before."""
    told = item(
        "Irish regulator fines TikTok 345 million euros over children's privacy",
        "In 2019 the company was fined $5.7 million by the FTC.",
    )
    assert [(m.party, m.jurisdiction) for m in reader.read(told)] == [("Irish regulator", "IE")]


def test_the_agency_of_a_dateline_is_no_party(reader: Reader) -> None:
    """It reports; the committee fines."""
    told = item(
        "Ukraine fines Ferrolux unit for overcharging",
        "KIEV (AFP) - Ukraine's anti-monopoly committee has imposed a fine of 12.5 million "
        "hryvnias on gas distributor Ferrolux Gas for inflated household bills.",
    )
    assert "AFP" not in {mention.party for mention in reader.read(told)}
