"""One window's events with all that the heads say of each: `Telling`s.

In: a window, its states, the head. Out: a telling an event: who, kind, probability, stage shares,
sum, primary or not, the other party, and the sentence that tells it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agents.classify.decide import Told
from agents.classify.encoder import Floats
from agents.classify.head import Details, Head, SpanScores
from agents.classify.jurisdiction import jurisdiction_of
from agents.classify.money import Money, Use
from agents.classify.money_same import exactness, near
from agents.classify.naming import Organisation
from agents.classify.parties import Party, party_of
from agents.classify.quote import Place, quote_of, sentence_at
from agents.classify.stages import weighed
from agents.classify.sum_owner import stands_in
from agents.classify.window import Window
from schemas.words import Kind, Stage

WORDS = {
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
class Telling:
    """One event as one window tells it."""

    kind: Kind
    who: Organisation
    probability: float
    stages: dict[Stage, float]
    primary: float
    money: Money | None
    former: Decimal | None  # what the sum was before, where the text tells that, too
    party: Party | None
    where: str | None
    place: Place
    quote: Place  # `place`, or the words that hold the sum where `place` does not
    titled: bool  # of a body: the name stands in the title alone, not in the stretch
    words: str
    context: str  # of a body: what the stretch says up to the end of that sentence


def telling_of(
    window: Window, states: Floats, scores: SpanScores, head: Head, told: Told
) -> Telling:
    """All about one event of a window."""
    hidden = scores.hidden[told.span_at]
    details = head.details(window, states, told.span, hidden, told.kind)
    place = _place(window, told, details)
    cue = WORDS[told.kind].search(place.text)
    party = party_of(window, scores, told, place)
    money = _exact(window, details.sum)
    return Telling(
        kind=told.kind,
        who=told.who,
        probability=told.probability,
        stages=weighed(told.kind, place.text, told.who.company, details.stages),
        primary=details.primary,
        money=money,
        former=_former(window, money) if money else None,
        party=party,
        where=jurisdiction_of(place.text, party if party and party.near else None, None),
        place=place,
        quote=quote_of(window, place, told.who.company, money, WORDS[told.kind]),
        titled=place.field == "body" and not stands_in(window, told.span, len(window.parts) - 1),
        words=cue.group() if cue else "",
        context=_context(window, place),
    )


def yielding(tellings: Sequence[Telling]) -> list[Telling]:
    """What a sentence tells of a name in it is not told of the title's name beside it as well."""
    named = {(t.kind, t.place.start): t.probability for t in tellings if not t.titled}
    return [
        t
        for t in tellings
        if not t.titled or named.get((t.kind, t.place.start), 0.0) < t.probability
    ]


def _exact(window: Window, at: int | None) -> Money | None:
    """The sum as the window gives it most exactly: title and text often tell the same one."""
    if at is None:
        return None
    word, money = window.sums[at]
    elsewhere = [
        told
        for other, told in window.sums
        if window.words[other].part != window.words[word].part
        and told.use is Use.AMOUNT
        and near(money, told)
    ]
    return max(money, elsewhere[0], key=exactness) if len(elsewhere) == 1 else money


def _former(window: Window, money: Money) -> Decimal | None:
    """The one sum that `money` has come in place of."""
    replaced = {m.amount for _, m in window.sums if _replaced(m, money)}
    return replaced.pop() if len(replaced) == 1 else None


def _replaced(former: Money, money: Money) -> bool:
    return former.use is Use.REPLACED and former.currency == money.currency


def _place(window: Window, told: Told, details: Details) -> Place:
    """The sentence of the name; in a body, one without a word of the kind gives way to one with."""
    word = window.words[told.span[0]]
    own = sentence_at(window, word.part, word.start)
    if window.parts[-1].field != "body":
        return own
    if own.field == "title" or not WORDS[told.kind].search(own.text):
        return _telling_sentence(window, told, details)
    return own


def _telling_sentence(window: Window, told: Told, details: Details) -> Place:
    at, text = len(window.parts) - 1, window.parts[-1].text
    if details.sum is not None:
        word = window.words[window.sums[details.sum][0]]
        if word.part == at:
            return sentence_at(window, at, word.start)
    match = WORDS[told.kind].search(text)
    return sentence_at(window, at, match.start() if match else 0)


def _context(window: Window, place: Place) -> str:
    part = window.parts[-1]
    return part.text[: place.end - part.start] if place.field == part.field == "body" else ""
