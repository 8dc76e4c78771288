"""Parties that have no name of their own."""

import pytest

from agents.classify.unnamed_party import claimant, somebody
from schemas.words import Kind

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
