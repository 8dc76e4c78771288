"""Corrected, retracted and deleted entries: mentions follow, cases follow, totals come down."""

from schemas.case import Status
from schemas.words import Kind
from tests.resolve.world import World, mention, reading, together, told

FINE = told("a", "2020-05-04", "Acme fined $3 million", "fine", "imposed", amount="3000000")


def test_a_deleted_entry_withdraws_its_case() -> None:
    """The only report is deleted: the case is withdrawn and the total is zero again."""
    world = World()
    world.feed(FINE, reading("a", "2020-05-04", revision=2))
    case = next(iter(world.cases.values()))
    assert (case.status, world.tallies["Acme"].kinds, world.placements) == (
        Status.WITHDRAWN,
        {},
        {},
    )


def test_a_correction_changes_the_sum() -> None:
    """The same entry with another sum: one case, the new sum, history with both."""
    world = World()
    world.feed(
        FINE,
        reading("a", "2020-05-04", mention("a", "Acme fined $2 million", "fine", "imposed",
                amount="2000000"), revision=2),
    )  # fmt: skip
    assert [str(case.amount) for case in world.open] == ["2000000"]
    assert world.tallies["Acme"].kinds[Kind.FINE].standing.usd == 2000000


def test_a_retraction_of_one_of_two_reports_keeps_the_case() -> None:
    """One report is left, so the case stays, quoting only what still stands."""
    world = World()
    again = told("b", "2020-05-05", "Acme fined $3 million", "fine", "imposed", amount="3000000")
    world.feed(FINE, again, reading("a", "2020-05-04", revision=2))
    case = world.open[0]
    assert ([s.item for s in case.sources], case.mention_count, case.item_count) == (["b"], 1, 1)


def test_taking_out_a_bridge_separates_what_it_joined() -> None:
    """A report that joined two suits is retracted: they are two again."""
    world = World()
    world.feed(
        told("a", "2020-05-04", "Acme sued over its ladders", "lawsuit", "sought"),
        told("b", "2020-06-28", "Acme in court against Borealis", "lawsuit", "sought",
             party="Borealis"),
        told("c", "2020-06-01", "Borealis suit against Acme over ladders goes on", "lawsuit",
             "sought", party="Borealis"),
    )  # fmt: skip
    joined = world.groups()
    world.feed(reading("c", "2020-06-01", revision=2))
    assert (joined, world.groups()) == (together("abc"), together("a", "b"))


def test_a_case_told_again_after_its_withdrawal_reopens() -> None:
    """Withdrawn for want of mentions, told again in a later revision: the same case counts."""
    world = World()
    world.feed(FINE)
    before = world.open[0].id
    world.feed(reading("a", "2020-05-04", revision=2))
    world.feed(reading("a", "2020-05-04", *FINE.mentions, revision=3))
    assert [(case.id, case.history[-1].what) for case in world.open] == [(before, "reopened")]


def test_an_unchanged_revision_says_nothing_new() -> None:
    """An edit that leaves the mentions as they are changes no case and sends no alert."""
    world = World()
    world.feed(FINE)
    settled = world.feed(reading("a", "2020-05-04", *FINE.mentions, revision=2))
    assert (settled.alerts, [b == a for b, a in settled.outcome.cases]) == ([], [])
