"""Values stay inside a message, and the cost does not follow the company, whatever is told."""

from collections.abc import Iterator

import pytest

from bench.resolving import Watched, many_cases, many_mentions
from schemas.mention import Reading
from tests.resolve.world import World, mention, reading

MESSAGE_LIMIT = 1_000_000


@pytest.mark.parametrize(
    "readings", [many_cases(100), many_mentions(100)], ids=["cases", "mentions"]
)
def test_values_stay_far_inside_a_message(readings: Iterator[Reading]) -> None:
    """Many cases of one company, many wordings of one case: no value comes near a megabyte."""
    world = World(store=Watched())
    for one in readings:
        world.feed(one)
    assert max(world.store.largest.values()) < MESSAGE_LIMIT / 5  # type: ignore[attr-defined]


def test_a_case_told_for_years_stays_one_case() -> None:
    """One fine in more wordings than a file keeps, over two years, is one case to the end."""
    world = World()
    for one in many_mentions(120):
        world.feed(one)
    assert [case.mention_count for case in world.open] == [120]


def test_one_item_that_tells_a_hundred_events_is_taken_in_parts() -> None:
    """A round-up of a hundred suits is a hundred cases, and no single write is large."""
    suits = [
        mention("a", f"Plaintiff{n} sues Acme over matter{n}", "lawsuit", "sought",
                party=f"Plaintiff{n}")
        for n in range(100)
    ]  # fmt: skip
    world = World(store=Watched())
    settled = world.feed(reading("a", "2020-01-01", *suits))
    assert (len(world.open), len(settled.alerts)) == (100, 100)
    assert max(world.store.largest.values()) < MESSAGE_LIMIT / 5  # type: ignore[attr-defined]


def test_a_long_item_that_shrinks_takes_back_what_it_no_longer_tells() -> None:
    """Of thirty suits the next revision tells the last five: those stay, the others go."""
    suits = [
        mention("a", f"Plaintiff{n} sues Acme over matter{n}", "lawsuit", "sought",
                party=f"Plaintiff{n}")
        for n in range(30)
    ]  # fmt: skip
    world = World()
    world.feed(reading("a", "2020-01-01", *suits))
    world.feed(reading("a", "2020-01-01", *suits[25:], revision=2))
    assert {case.party for case in world.open} == {f"Plaintiff{n}" for n in range(25, 30)}
