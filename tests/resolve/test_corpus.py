"""Resolving measured on the labelled stories, over mentions read rightly."""

import random
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from agents.ledger import settle
from agents.resolve import ResolveSettings
from schemas.case import Case, Status
from schemas.codec import encode
from schemas.mention import Reading
from schemas.tally import Tally
from schemas.words import Kind
from scoring.clusters import b_cubed, joined_labels
from tests.resolve.corpus import lines, readings

SETTINGS = ResolveSettings()


def resolved(told: list[Reading]) -> tuple[dict[str, Case], dict[str, str], dict[str, Tally]]:
    """The cases, the case of each mention, and the tallies."""
    store: dict[str, bytes] = {}
    cases: dict[str, Case] = {}
    placed: dict[str, str] = {}
    tallies: dict[str, Tally] = {}
    for reading in told:
        settled = settle(store, reading, SETTINGS)
        cases.update((case.id, case) for _before, case in settled.outcome.cases)
        placed.update((p.mention.id, p.case) for p in settled.outcome.placements)
        tallies.update((tally.group, tally) for tally in settled.tallies)
    return cases, placed, tallies


@pytest.mark.parametrize(
    ("file", "least_f1", "most_joined"), [("stories.jsonl", 0.985, 0), ("stories2.jsonl", 0.96, 0)]
)
@pytest.mark.parametrize("seed", [None, 1])
def test_stories_are_told_apart(
    shared: Path, file: str, least_f1: float, most_joined: int, seed: int | None
) -> None:
    """B-cubed F1 and the number of cases that hold two events, in order and shuffled."""
    told, labels = readings(lines(shared / "corpus" / file))
    if seed is not None:
        random.Random(seed).shuffle(told)
    _cases, placed, _tallies = resolved(told)
    assert b_cubed(labels, placed).f1 >= least_f1
    assert len(list(joined_labels(labels, placed))) <= most_joined


@pytest.mark.slow
def test_the_seeds_give_one_answer_in_all_orders(shared: Path) -> None:
    """120 orders of five articles: the labelled events, one tally, one set of links."""
    items = lines(shared / "corpus" / "seeds.jsonl")
    answers, links = set(), set()
    for order in permutations(items):
        told, labels = readings(order)
        cases, placed, tallies = resolved(told)
        assert b_cubed(labels, placed).f1 == 1.0
        answers.add(
            tuple(
                encode(replace(tallies[group], sequence=1, largest=None))
                for group in sorted(tallies)
            )
        )
        links.add(
            tuple(
                (case.kind, case.party, link.relation, cases[link.case].kind)
                for case in sorted(cases.values(), key=lambda case: case.kind)
                for link in case.links
                if case.status is Status.OPEN
            )
        )
    assert (len(answers), len(links)) == (1, 1)
    assert [kind for kind, *_rest in links.pop()] == [Kind.LAWSUIT, Kind.SETTLEMENT]
