"""The other side of an event: the authority or the claimant, as written.

In: a window, its scores, an event and the sentence that tells it. Out: the likeliest other party,
one in the very sentence before one elsewhere, a name before somebody without one; failing that, an
authority the registry knows there, or somebody without a name.
"""

import re
from dataclasses import dataclass

from agents.classify.decide import Told
from agents.classify.head import PARTY, SpanScores
from agents.classify.naming import tidy
from agents.classify.quote import Place
from agents.classify.registry.companies import NameHit
from agents.classify.spans import Span
from agents.classify.unnamed_party import claimant, somebody
from agents.classify.window import Window
from schemas.words import Kind

_CLASS = re.compile(r"\bclass[- ]actions?\b", re.IGNORECASE)
LEAST = 0.4  # for a party in the same sentence
LEAST_BEFORE = 0.25  # for one in the same sentence, before a likelier one elsewhere
LEAST_ELSEWHERE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """`known` is the registry's entry if it is an authority; `near` says same sentence."""

    name: str
    known: NameHit | None
    near: bool


def party_of(window: Window, scores: SpanScores, told: Told, place: Place) -> Party | None:
    """The other side of `told`, None where nobody is named."""
    sure = claimant(place.text) if told.kind is Kind.LAWSUIT else None
    if sure:
        return Party(name=sure, known=None, near=True)
    best, rank = None, (False, False, 0.0)
    hint: tuple[float, Span] | None = None
    for at, span in enumerate(window.spans):
        score = float(scores.probabilities[at, PARTY])
        here = _inside(window, span, place)
        # Who stands in the headline is the headline's; a body recalls other cases.
        if not here and place.field == "body" and window.words[span[0]].part == 0:
            continue
        named = not window.text(span)[0].islower()
        if not (here or named):
            continue  # "parents" of another sentence are anybody
        if score < (LEAST_BEFORE if here else LEAST_ELSEWHERE) or _own(window, span, told):
            continue
        if score < LEAST:
            hint = max(hint or (score, span), (score, span))
            continue
        if (here, named, score) > rank:
            best, rank = span, (here, named, score)
    near = rank[0]
    if best is not None and not near and hint is not None:
        best, near = hint[1], True
    authorities = [known for known in window.known if known.hit.kind != "company"]
    if not near and told.kind is not Kind.FINE and _CLASS.search(place.text):
        return Party(name="class action", known=None, near=True)
    if best is not None:
        known = next((k for k in authorities if k.first <= best[1] and best[0] <= k.last), None)
        return Party(name=tidy(window.text(best)), known=known.hit if known else None, near=near)
    for known in authorities:
        span = (known.first, known.last)
        if _inside(window, span, place) and not _own(window, span, told):
            return Party(name=window.text(span), known=known.hit, near=True)
    general = somebody(place.text, told.kind)
    return Party(name=general, known=None, near=True) if general else None


def _inside(window: Window, span: Span, place: Place) -> bool:
    word = window.words[span[0]]
    part = window.parts[word.part]
    return part.field == place.field and place.start <= part.start + word.start < place.end


def _own(window: Window, span: Span, told: Told) -> bool:
    """Whether the span is the respondent itself, or names another of its group."""
    if span[0] <= told.span[1] and told.span[0] <= span[1]:
        return True
    inside = [k.hit for k in window.known if span[0] <= k.first and k.last <= span[1]]
    return (
        any(hit.group == told.who.group for hit in inside)
        or tidy(window.text(span)) == told.who.company
    )
