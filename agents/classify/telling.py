"""One window's events with all that the heads say of each: `Telling`s.

In: a window, its states, the head. Out: a telling an event: who, kind, probability, stage shares,
sum, primary or not, the other party, and the sentence that tells it.
"""

import re
from dataclasses import dataclass

from agents.classify.cleaning import Field
from agents.classify.decide import Told
from agents.classify.encoder import Floats
from agents.classify.head import PARTY, Details, Head, SpanScores
from agents.classify.money import Money
from agents.classify.naming import Organisation, tidy
from agents.classify.registry.companies import NameHit
from agents.classify.sentences import sentences
from agents.classify.stages import weighed
from agents.classify.window import Window
from schemas.words import Kind, Stage

LEAST_PARTY = 0.4
_WORDS = {
    Kind.FINE: re.compile(
        r"\bfin(?:e[sd]?|ing)\b|penal|sanction|bu(?:ß|ss)geld|strafe|amende|multa|sanzion|boete",
        re.IGNORECASE,
    ),
    Kind.LAWSUIT: re.compile(
        r"\bsu(?:e[sd]?|ing|its?)\b|lawsuit|legal|court|claim|compla|judg|jury|damages|klag|plainte|"
        r"poursui|demanda|causa|rechtszaak",
        re.IGNORECASE,
    ),
    Kind.SETTLEMENT: re.compile(
        r"settl|agree|resolv|deal|accord|vergleich|acuerdo|schikking|patteggi", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence of a cleaned field: field[start:end] is `text`."""

    field: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Authority or claimant as written; `known` is the registry's entry if it is an authority."""

    name: str
    known: NameHit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One event as one window tells it."""

    kind: Kind
    who: Organisation
    probability: float
    stages: dict[Stage, float]
    primary: float
    money: Money | None
    money_share: float
    party: Party | None
    place: Place
    words: str


def telling_of(
    window: Window, states: Floats, scores: SpanScores, head: Head, told: Told
) -> Telling:
    """All about one event of a window."""
    hidden = scores.hidden[told.span_at]
    details = head.details(window, states, told.span, hidden, told.kind)
    place = _place(window, told, details)
    cue = _WORDS[told.kind].search(place.text)
    return Telling(
        kind=told.kind,
        who=told.who,
        probability=told.probability,
        stages=weighed(told.kind, place.text, details.stages),
        primary=details.primary,
        money=None if details.sum is None else window.sums[details.sum][1],
        money_share=details.sum_share,
        party=_party(window, scores, told, place),
        place=place,
        words=cue.group() if cue else "",
    )


def _place(window: Window, told: Told, details: Details) -> Place:
    """The sentence of the name; for one in the title of a body's window, the one with the cue."""
    word = window.words[told.span[0]]
    if window.parts[word.part].field == "title" and window.parts[-1].field == "body":
        return _telling_sentence(window, told, details)
    return _sentence(window, word.part, word.start)


def _telling_sentence(window: Window, told: Told, details: Details) -> Place:
    at, text = len(window.parts) - 1, window.parts[-1].text
    if details.sum is not None:
        word = window.words[window.sums[details.sum][0]]
        if word.part == at:
            return _sentence(window, at, word.start)
    match = _WORDS[told.kind].search(text)
    return _sentence(window, at, match.start() if match else 0)


def _sentence(window: Window, part: int, offset: int) -> Place:
    source = window.parts[part]
    spans = sentences(source.text)
    start, end = next(((a, b) for a, b in spans if a <= offset < b), (0, len(source.text)))
    return Place(
        field=source.field,
        start=source.start + start,
        end=source.start + end,
        text=source.text[start:end],
    )


def _party(window: Window, scores: SpanScores, told: Told, place: Place) -> Party | None:
    """The likeliest other party in the window, else an authority of the same sentence."""
    best, chance = None, LEAST_PARTY
    for at, span in enumerate(window.spans):
        apart = span[1] < told.span[0] or told.span[1] < span[0]
        if apart and float(scores.probabilities[at, PARTY]) > chance:
            best, chance = span, float(scores.probabilities[at, PARTY])
    authorities = [known for known in window.known if known.hit.kind != "company"]
    if best is not None:
        known = next((k for k in authorities if k.first <= best[1] and best[0] <= k.last), None)
        return Party(name=tidy(window.text(best)), known=known.hit if known else None)
    for known in authorities:
        word = window.words[known.first]
        part = window.parts[word.part]
        if part.field == place.field and place.start <= part.start + word.start < place.end:
            return Party(name=window.text((known.first, known.last)), known=known.hit)
    return None
