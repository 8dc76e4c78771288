"""Undoing takes back what one decision set, and nothing that another decision set."""

import pytest

from agents.resolve.casebook import Casebook
from schemas.case import Status
from schemas.decision import Decision
from schemas.mention import Reading
from tests.resolve.world import GROUP, SETTINGS, World, decision, reading, together, told

A = told("a", "2020-05-04", "Acme pays $3 million to the FTC", "fine", "imposed",
         amount="3000000", party="FTC")  # fmt: skip
B = told("b", "2021-09-04", "SEC penalty of $9 million for Acme", "fine", "imposed",
         amount="9000000", party="SEC")  # fmt: skip
C = told("c", "2021-02-04", "Acme owes $5 million to Ohio", "fine", "imposed",
         amount="5000000", party="Ohio")  # fmt: skip


def world_of(*readings: Reading) -> tuple[World, dict[str, str]]:
    """A world and the case of each item in it."""
    world = World()
    world.feed(*readings)
    return world, {p.mention.item: p.case for p in world.placements.values()}


def undo(name: str, undoes: str) -> Decision:
    """A decision that takes another back."""
    return decision(name, "undo", undoes=undoes)


def test_a_second_veto_stands_when_the_first_is_undone() -> None:
    """Vetoed twice: undoing one is not enough, undoing both opens the case again."""
    world, at = world_of(A)
    world.feed(decision("d1", "veto", case=at["a"]), decision("d2", "veto", case=at["a"]))
    world.feed(undo("u1", "d1"))
    after_one = world.cases[at["a"]].status
    world.feed(undo("u2", "d2"))
    assert (after_one, world.cases[at["a"]].status) == (Status.WITHDRAWN, Status.OPEN)


@pytest.mark.parametrize("order", [("d1", "d2"), ("d2", "d1")])
def test_a_veto_and_a_confirmation_both_undone_leave_nothing(order: tuple[str, str]) -> None:
    """Whichever goes first, the case is open and unconfirmed, as if neither had been."""
    world, at = world_of(A)
    world.feed(decision("d1", "veto", case=at["a"]), decision("d2", "confirm", case=at["a"]))
    world.feed(*[undo(f"u{one}", one) for one in order])
    case = world.cases[at["a"]]
    assert (case.status, case.confirmed) == (Status.OPEN, False)


def test_a_second_confirmation_stands_when_the_first_is_undone() -> None:
    """Vetoed, then confirmed twice: undoing one confirmation brings no veto back."""
    world, at = world_of(A)
    world.feed(
        decision("d1", "veto", case=at["a"]),
        decision("d2", "confirm", case=at["a"]),
        decision("d3", "confirm", case=at["a"]),
        undo("u1", "d2"),
    )
    case = world.cases[at["a"]]
    assert (case.status, case.confirmed) == (Status.OPEN, True)


def test_an_undone_merge_does_not_come_back_with_a_confirmation() -> None:
    """The winner was confirmed in between: undoing that, too, leaves the two apart."""
    world, at = world_of(A, B)
    world.feed(
        decision("d1", "merge", case=at["a"], into=at["b"]),
        decision("d2", "confirm", case=at["b"]),
        undo("u1", "d1"),
    )
    confirmed = world.cases[at["b"]].confirmed
    world.feed(undo("u2", "d2"))
    assert (confirmed, world.groups()) == (True, together("a", "b"))


def test_undoing_one_of_two_merges_leaves_the_other() -> None:
    """Two cases were merged into a third: only the one whose merge is undone leaves it."""
    world, at = world_of(A, B, C)
    world.feed(
        decision("d1", "merge", case=at["b"], into=at["a"]),
        decision("d2", "merge", case=at["c"], into=at["a"]),
        undo("u1", "d1"),
    )
    assert world.groups() == together("ac", "b")


def test_what_is_undone_is_not_undone_again() -> None:
    """Vetoed, undone, vetoed anew: undoing the first veto once more leaves the second."""
    world, at = world_of(A)
    world.feed(decision("d1", "veto", case=at["a"]), undo("u1", "d1"))
    world.feed(decision("d2", "veto", case=at["a"]), undo("u2", "d1"))
    assert world.cases[at["a"]].status is Status.WITHDRAWN


def test_a_veto_on_what_was_merged_spares_the_winner_and_outlives_the_merge() -> None:
    """The loser was vetoed before: it is vetoed again once the merge is undone."""
    world, at = world_of(A, B)
    world.feed(
        decision("d1", "veto", case=at["a"]),
        decision("d2", "merge", case=at["a"], into=at["b"]),
        undo("u1", "d2"),
    )
    assert [world.cases[at[item]].status for item in "ab"] == [Status.WITHDRAWN, Status.OPEN]


def test_undoing_a_veto_on_what_was_merged_keeps_the_veto_on_the_winner() -> None:
    """Loser and winner were both vetoed: the winner's veto is not the loser's to end."""
    world, at = world_of(A, B)
    world.feed(
        decision("d1", "veto", case=at["a"]),
        decision("d2", "merge", case=at["a"], into=at["b"]),
        decision("d3", "veto", case=at["b"]),
        undo("u1", "d1"),
    )
    assert world.open == []


def test_an_undone_split_joins_equal_mentions_again() -> None:
    """Of two mentions in the same words one was split off: undone, they are one case."""
    twin = told("t", "2020-05-04", "Acme pays $3 million to the FTC", "fine", "imposed",
                amount="3000000", party="FTC")  # fmt: skip
    world, at = world_of(A, twin)
    leaving = next(p.mention.id for p in world.placements.values() if p.mention.item == "t")
    world.feed(decision("d1", "split", case=at["a"], mentions=(leaving,)), undo("u1", "d1"))
    assert world.groups() == together("at")


def test_undoing_reaches_a_part_that_was_split_off_later() -> None:
    """Confirmed, then split: with both undone, oldest first, nothing holds either part."""
    twin = told("t", "2020-05-04", "Acme pays $3 million to the FTC", "fine", "imposed",
                amount="3000000", party="FTC")  # fmt: skip
    world, at = world_of(A, twin)
    leaving = next(p.mention.id for p in world.placements.values() if p.mention.item == "t")
    world.feed(
        decision("d1", "confirm", case=at["a"]),
        decision("d2", "split", case=at["a"], mentions=(leaving,)),
        undo("u1", "d1"),
        undo("u2", "d2"),
    )
    book = Casebook(world.store, GROUP, SETTINGS)
    files = [file for file in map(book.file, world.cases) if file is not None]
    assert [account.pin for file in files for account in file.accounts] == [None, None]


def test_a_retracted_mention_stays_out_when_its_veto_is_undone() -> None:
    """Its publisher took it back meanwhile; told again, it counts again."""
    world, at = world_of(A)
    world.feed(
        decision("d1", "veto", mentions=(A.mentions[0].id,)),
        reading("a", "2020-05-04", revision=2),
        undo("u1", "d1"),
    )
    meanwhile = (world.open, list(world.placements))
    world.feed(reading("a", "2020-05-04", *A.mentions, revision=3))
    assert (meanwhile, [case.id for case in world.open]) == (([], []), [at["a"]])


def test_a_decision_recorded_without_its_predecessors_can_be_undone() -> None:
    """A record that lacks what is noted nowadays is read as before."""
    world, at = world_of(A, B)
    world.feed(decision("d1", "merge", case=at["a"], into=at["b"]))
    book = Casebook(world.store, GROUP, SETTINGS)
    record = book.record("decision|d1")
    kept = {name: record[name] for name in ("verdict", "pins", "members")}
    book.put_record("decision|d1", kept)
    book.journal.commit()
    world.feed(undo("u1", "d1"))
    assert world.groups() == together("a", "b")


def test_undoing_on_a_replay_comes_to_the_same() -> None:
    """Decisions and undoings first, readings after: the same cases stand."""
    world, at = world_of(A)
    said = [
        decision("d1", "veto", case=at["a"]),
        decision("d2", "veto", case=at["a"]),
        undo("u1", "d1"),
        undo("u2", "d1"),
    ]
    world.feed(*said)
    replayed = World()
    replayed.feed(*said, A, B)
    assert (world.open, [case.party for case in replayed.open]) == ([], ["SEC"])
