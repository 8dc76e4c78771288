"""Scores of spans -> events of a window: who, which kind, where it is told.

In: a window and the head's scores. Out: `Told` events, at most one a kind and organisation. One
place in the text is one name: of overlapping spans the likeliest wins. Names of one organisation
("Acme", "Acme Holdings, Inc.") are put together before the kinds are weighed: an organisation
keeps its likeliest kind, and a second one only if that is likely in its own right.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.classify.encoder import Floats
from agents.classify.head import KINDS, SpanScores
from agents.classify.naming import Organisation, organisation_of, same_organisation
from agents.classify.registry.companies import Registry
from agents.classify.roles import shifts
from agents.classify.spans import Span
from agents.classify.window import Window
from schemas.words import Kind

GLIMPSE = 0.03  # below this nobody looks at a span's neighbours
POSSIBLE = 0.15  # below this a span is no candidate for an event at all
SECOND_KIND = 0.5  # what a second kind of one organisation in one window needs
PERSON = -9.0  # log odds of a name that reads as a person's
AUTHORITY = (-4.0, 0.0, -2.0)  # the same of a regulator as payer: sued now and then, never fined
AS_GOOD = 0.99  # of the likeliest place: as likely as it


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event that a window tells of; `span_at` is the position of the span in the window."""

    kind: Kind
    who: Organisation
    span: Span
    span_at: int
    probability: float


def decide(
    window: Window, scores: SpanScores, registry: Registry, day: dt.date | None
) -> list[Told]:
    """The events of one window, likeliest first; `day` is the item's."""
    scores = _shifted(window, scores, registry)
    groups: list[list[int]] = []
    who: dict[int, Organisation] = {}
    for at in _apart(window, scores):
        who[at] = organisation_of(window, window.spans[at], registry, day)
        home = next((g for g in groups if any(same_organisation(who[at], who[o]) for o in g)), None)
        if home is None:
            groups.append([at])
        else:
            home.append(at)
    told = [event for group in groups for event in _events(window, scores, group, who)]
    return sorted(told, key=lambda event: -event.probability)


def _shifted(window: Window, scores: SpanScores, registry: Registry) -> SpanScores:
    """Scores with what a name and its own neighbours say taken in."""
    kept = scores.probabilities.copy()
    sure = (known for known in window.known if not known.hit.ambiguous)
    regulators = {(known.first, known.last) for known in sure if known.hit.kind == "authority"}
    for at in np.flatnonzero(kept[:, : len(KINDS)].max(axis=1, initial=0.0) >= GLIMPSE):
        added = np.asarray(shifts(window, window.spans[at]))
        if window.spans[at] in regulators:
            added += AUTHORITY
        if registry.is_person(window.text(window.spans[at])):
            added += PERSON
        if added.any():
            odds = np.clip(kept[at, : len(KINDS)], 1e-6, 1 - 1e-6)
            odds = odds / (1 - odds) * np.exp(added)
            kept[at, : len(KINDS)] = odds / (1 + odds)
    return SpanScores(kept, scores.hidden)


def _apart(window: Window, scores: SpanScores) -> list[int]:
    """Spans that could be a respondent, likeliest first, none overlapping a likelier one."""
    best = scores.probabilities[:, : len(KINDS)].max(axis=1) if window.spans else []
    order = sorted(range(len(window.spans)), key=lambda at: -float(best[at]))
    chosen: list[int] = []
    for at in order:
        if best[at] < POSSIBLE:
            break
        if all(_disjoint(window.spans[at], window.spans[other]) for other in chosen):
            chosen.append(at)
    return chosen


def _disjoint(one: Span, other: Span) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _events(
    window: Window, scores: SpanScores, group: Sequence[int], who: dict[int, Organisation]
) -> list[Told]:
    events = []
    for at_kind, kind in enumerate(KINDS):
        best = _first_of_the_best(scores.probabilities[:, at_kind], group)
        events.append(
            Told(
                kind=kind,
                who=who[best],
                span=window.spans[best],
                span_at=best,
                probability=float(scores.probabilities[best, at_kind]),
            )
        )
    events.sort(key=lambda event: -event.probability)
    return [
        event
        for rank, event in enumerate(events)
        if event.probability >= (SECOND_KIND if rank else POSSIBLE)
    ]


def _first_of_the_best(chances: Floats, group: Sequence[int]) -> int:
    """Where it is told: of places that are as good as equally likely, the first."""
    likeliest = max(float(chances[at]) for at in group)
    return min(at for at in group if chances[at] >= AS_GOOD * likeliest)
