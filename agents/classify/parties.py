"""The other side of an event: the authority or the claimant, as written.

In: a window, its scores, an event and the sentence that tells it. Out: the likeliest other party,
one in the very sentence before one elsewhere, a name before somebody without one; failing that, an
authority the registry knows there, or somebody without a name, or (of a fine) the authority of the
headline. Of an item that an authority publishes: failing all that, the publisher.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.classify.decide import Told
from agents.classify.head import PARTY, SpanScores
from agents.classify.naming import tidy
from agents.classify.places import find_places
from agents.classify.quote import Place
from agents.classify.registry.companies import NameHit
from agents.classify.spans import Span
from agents.classify.unnamed_party import claimant, somebody
from agents.classify.window import Find, Known, Window
from schemas.words import Kind

_COURT = re.compile(r"court|tribunal|judici|gericht|cour\b|rechtspraak", re.IGNORECASE)
_CLASS = re.compile(r"\bclass[- ]actions?\b", re.IGNORECASE)
_AGENCIES = frozenset({"AP", "AFP", "Bloomberg", "Dow Jones", "Reuters", "UPI"})  # of datelines
_STOP = re.compile(r"(?<=[a-z]{4})\.$")  # of the sentence: "the United States."
EUROPE = "EU"
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
    best, near = _likeliest(window, scores, told, place)
    authorities = [
        known
        for known in window.known
        if known.hit.kind != "company" and not _is_dateline(window, (known.first, known.last))
    ]
    if not near and told.kind is not Kind.FINE and _CLASS.search(place.text):
        return Party(name="class action", known=None, near=True)
    if best is not None:
        known = next((k for k in authorities if k.first <= best[1] and best[0] <= k.last), None)
        if near or known is None or not _abroad(known.hit, _unnamed(told, place)):
            hit = known.hit if known else None
            name = _STOP.sub("", tidy(window.text(best)))
            return Party(name=name, known=hit, near=near)
    for known in authorities:
        span = (known.first, known.last)
        if _inside(window, span, place) and not _own(window, span, told):
            return Party(name=window.text(span), known=known.hit, near=True)
    if general := _unnamed(told, place):
        return Party(name=general, known=None, near=True)
    return _headlines(window, authorities) if told.kind is Kind.FINE else None


def _unnamed(told: Told, place: Place) -> str | None:
    """Somebody without a name in that sentence who is not the respondent."""
    general = somebody(place.text, told.kind)
    return None if general and _overlap(general, told.who.company) else general


def _abroad(hit: NameHit, general: str | None) -> bool:
    """Whether an authority named elsewhere is of another country than "Irish regulator" here."""
    if general is None or not hit.country or hit.country == EUROPE:
        return False
    here = {country for _, _, country in find_places(general)}
    return bool(here - {EUROPE}) and hit.country[:2] not in {country[:2] for country in here}


def _likeliest(
    window: Window, scores: SpanScores, told: Told, place: Place
) -> tuple[Span | None, bool]:
    """The likeliest other party of all candidates, and whether it stands in that sentence."""
    best, rank = None, (False, False, 0.0)
    hint: tuple[bool, float, Span] | None = None
    for at, span in enumerate(window.spans):
        score = float(scores.probabilities[at, PARTY])
        here = _inside(window, span, place)
        # Who stands in the headline is the headline's; a body recalls other cases.
        if not here and place.field == "body" and window.words[span[0]].part == 0:
            continue
        named = not window.text(span)[0].islower()
        if not (here or named) or _is_dateline(window, span):
            continue  # "parents" of another sentence are anybody
        if score < (LEAST_BEFORE if here else LEAST_ELSEWHERE) or _own(window, span, told):
            continue
        if score < LEAST:
            hint = max(hint or (named, score, span), (named, score, span))
            continue
        if (here, named, score) > rank:
            best, rank = span, (here, named, score)
    here, named, _ = rank
    if best is not None and hint is not None and (not here or (hint[0] and not named)):
        return hint[2], True  # "on Somi's website they call on parents to join its claim"
    return best, here


def publisher_party(publisher: str | None, find: Find) -> Party | None:
    """The authority that publishes an item, which is the other side of what it tells of.

    A register of sanctions does not say in every entry who imposed them. A court that publishes
    is nobody's other side.
    """
    if not publisher or _COURT.search(publisher):
        return None
    hits = [hit for hit in find(publisher) if hit.kind == "authority"]
    if len({hit.name for hit in hits}) != 1 or hits[0].ambiguous:
        return None
    return Party(name=hits[0].name, known=hits[0], near=True)


def _headlines(window: Window, authorities: Sequence[Known]) -> Party | None:
    """The one authority of the title, for a fine whose own sentence names none."""
    titled = [k for k in authorities if window.words[k.first].part == 0 and not k.hit.ambiguous]
    if len({known.hit.name for known in titled}) != 1 or _COURT.search(titled[0].hit.name):
        return None
    span = (titled[0].first, titled[0].last)
    return Party(name=window.text(span), known=titled[0].hit, near=False)


def _overlap(one: str, other: str) -> bool:
    """Whether one is said within the other: "distributors" and "drug distributors"."""
    one, other = one.casefold(), other.casefold()
    return one in other or one.endswith(other)


def _is_dateline(window: Window, span: Span) -> bool:
    """Whether it is the agency of "KIEV (AFP) -", which reports only."""
    first = window.words[span[0]]
    before = window.parts[first.part].text[: first.start]
    return before.endswith("(") and window.text(span) in _AGENCIES


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
