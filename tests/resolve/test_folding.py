"""A case told in more wordings than it keeps: what is folded away is found again."""

from dataclasses import replace

import pytest

from agents.ledger import settle
from schemas.case import Status
from schemas.decision import Decision
from schemas.mention import Reading
from tests.resolve.world import SETTINGS, World, decision, reading, told

TWO = replace(SETTINGS, accounts=2)
TEXTS = (
    "Acme fined $3 million by the FTC over children privacy",
    "Acme must pay $3 million to the FTC over children privacy in wristwatch",
    "Acme $3 million FTC fine over children privacy shows doorbell trouble",
    "Acme $3 million FTC fine over children privacy, senators applaud",
)


def report(item: str, on: str, text: str) -> Reading:
    """One telling of the same fine."""
    return told(item, on, text, "fine", "imposed", amount="3000000", party="FTC")


def feed(world: World, *events: Reading | Decision) -> None:
    """Take events in where a case keeps two wordings."""
    for event in events:
        world.keep(settle(world.store, event, TWO))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0)])
def test_a_wording_folded_away_can_be_told_again_after_all_was_retracted(
    order: tuple[int, ...],
) -> None:
    """What it was folded into is gone, so it founds or joins a case like any other."""
    world = World()
    feed(world, *[report(f"i{n}", "2020-05-04", text) for n, text in enumerate(TEXTS)])
    feed(world, *[reading(f"i{n}", "2020-05-04", revision=2) for n in range(len(TEXTS))])
    for n in order:
        feed(world, report(f"j{n}", "2020-05-06", TEXTS[n]))
        feed(world, report(f"k{n}", "2020-05-04", TEXTS[n]))
    assert [case.mention_count for case in world.open] == [2 * len(TEXTS)]


def test_a_wording_folded_away_by_a_merge_takes_its_mentions_along() -> None:
    """No placement stays on the tombstone; the event once more says the same."""
    world = World()
    feed(
        world,
        report("a1", "2020-05-04", TEXTS[0]),
        told("a2", "2020-05-04", "Acme to pay more to the FTC over children privacy", "fine",
             "agreed", amount="3000000", party="FTC"),
        told("b1", "2022-09-04", "Acme fined $3 million by the SEC over accounting", "fine",
             "imposed", amount="3000000", party="SEC"),
    )  # fmt: skip
    at = {p.mention.item: p.case for p in world.placements.values()}
    merge = decision("d1", "merge", case=at["b1"], into=at["a1"])
    first = settle(world.store, merge, TWO)
    world.keep(first)
    again = settle(world.store, merge, TWO)
    assert world.cases[at["b1"]].status is Status.MERGED
    assert [p.case for p in world.placements.values()] == [at["a1"]] * 3
    assert again.outcome.placements == first.outcome.placements
