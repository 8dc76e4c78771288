"""What an operator decides outranks evidence, stands in the history, and can be undone."""

import pytest

from agents.ledger import settle
from schemas.case import Status
from schemas.mention import Reading
from tests.resolve.world import SETTINGS, World, decision, reading, together, told

A = told("a", "2020-05-04", "Acme fined $3 million", "fine", "imposed", amount="3000000")
B = told("b", "2020-05-04", "Acme fined $9 million", "fine", "imposed", amount="9000000")
C = told("c", "2020-05-05", "Acme's $3 million fine", "fine", "imposed", amount="3000000")


def world_of(*readings: Reading) -> tuple[World, dict[str, str]]:
    """A world and the case of each item in it."""
    world = World()
    world.feed(*readings)
    return world, {p.mention.item: p.case for p in world.placements.values()}


def test_merge_joins_what_evidence_holds_apart() -> None:
    """Two fines of different sums are one by decision; the loser names the winner."""
    world, at = world_of(A, B)
    world.feed(decision("d1", "merge", case=at["b"], into=at["a"], why="one ruling"))
    loser, winner = world.cases[at["b"]], world.cases[at["a"]]
    assert (world.groups(), loser.status, loser.merged_into) == (
        together("ab"),
        Status.MERGED,
        winner.id,
    )
    assert (winner.history[-1].cause, winner.history[-1].note) == ("decision:d1", "ann: one ruling")


def test_later_reports_join_the_merged_case() -> None:
    """A further report of the loser's event goes to the winner."""
    world, at = world_of(A, B)
    world.feed(decision("d1", "merge", case=at["a"], into=at["b"]), C)
    assert world.groups() == together("abc")


def test_undo_takes_a_merge_back() -> None:
    """After undoing, evidence holds the two apart again, under their old ids."""
    world, at = world_of(A, B)
    world.feed(
        decision("d1", "merge", case=at["b"], into=at["a"]),
        decision("d2", "undo", undoes="d1"),
    )
    assert {case.id for case in world.open} == {at["a"], at["b"]}


def test_split_separates_what_evidence_joins() -> None:
    """A mention put in a case of its own stays there when more reports come."""
    world, at = world_of(A, C)
    leaving = next(p.mention.id for p in world.placements.values() if p.mention.item == "c")
    world.feed(decision("d1", "split", case=at["a"], mentions=(leaving,)))
    apart = world.groups()
    world.feed(told("e", "2020-05-06", "Acme fine of $3 million", "fine", "imposed",
                    amount="3000000"))  # fmt: skip
    assert (apart, len(world.open), at["a"] == at["c"]) == (together("a", "c"), 3, True)


def test_split_takes_one_of_two_equal_mentions() -> None:
    """Mentions in the very same words can be split, too."""
    twin = told("t", "2020-05-04", "Acme fined $3 million", "fine", "imposed", amount="3000000")
    world, at = world_of(A, twin)
    leaving = next(p.mention.id for p in world.placements.values() if p.mention.item == "t")
    world.feed(decision("d1", "split", case=at["a"], mentions=(leaving,)))
    assert (world.groups(), [case.mention_count for case in world.open]) == (
        together("a", "t"),
        [1, 1],
    )


def test_veto_of_a_case_outlives_further_reports() -> None:
    """A vetoed case is withdrawn, and more reports of it do not bring it back."""
    world, at = world_of(A)
    world.feed(decision("d1", "veto", case=at["a"]), C)
    assert (world.open, world.tallies["Acme"].kinds) == ([], {})


def test_veto_of_a_mention_outlives_its_next_revision() -> None:
    """A vetoed mention stays out although the item still says it."""
    world, _at = world_of(A)
    gone = A.mentions[0].id
    world.feed(
        decision("d1", "veto", mentions=(gone,)),
        reading("a", "2020-05-04", *A.mentions, revision=2),
    )
    assert (world.open, world.placements) == ([], {})


def test_undo_takes_a_veto_back() -> None:
    """The case, and the mention, count again."""
    world, at = world_of(A)
    world.feed(decision("d1", "veto", case=at["a"]), decision("d2", "undo", undoes="d1"))
    world.feed(decision("d3", "veto", mentions=(A.mentions[0].id,)))
    world.feed(decision("d4", "undo", undoes="d3"))
    assert [case.id for case in world.open] == [at["a"]]


def test_confirm_ends_doubt() -> None:
    """A confirmed ambiguous case is no longer ambiguous, and says who confirmed it."""
    world, at = world_of(A, B, told("c", "2020-05-05", "Acme fined", "fine", "imposed"))
    doubtful = world.cases[at["c"]].ambiguous
    world.feed(decision("d1", "confirm", case=at["c"]))
    case = world.cases[at["c"]]
    assert (doubtful, case.ambiguous, case.confirmed, case.history[-1].what) == (
        True,
        False,
        True,
        "confirmed",
    )


def test_on_a_replay_a_decision_waits_for_what_it_names() -> None:
    """Decision first, readings after: the same cases and the same total."""
    world, at = world_of(A, B)
    merge = decision("d1", "merge", case=at["b"], into=at["a"])
    world.feed(merge)
    replayed = World()
    replayed.feed(merge, A, B)
    standing = {case.id: (case.status, case.merged_into) for case in replayed.cases.values()}
    assert standing == {case.id: (case.status, case.merged_into) for case in world.cases.values()}
    assert replayed.tallies["Acme"].kinds == world.tallies["Acme"].kinds


@pytest.mark.parametrize(
    ("verdict", "more", "lacking"),
    [
        ("merge", {"case": "case-1"}, "into"),
        ("split", {"case": "case-1"}, "mentions"),
        ("veto", {}, "case or mentions"),
        ("confirm", {}, "case"),
        ("undo", {}, "undoes"),
        ("merge", {"case": "case-1", "into": "case-1"}, "into itself"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    verdict: str, more: dict[str, str], lacking: str
) -> None:
    """The error names what is missing."""
    with pytest.raises(ValueError, match=lacking):
        settle({}, decision("d1", verdict, **more), SETTINGS)
