"""Tellings of one item -> its events: the same event told twice is one event.

Tellings are of one event when kind and organisation are the same and their amounts do not
contradict. A second amount makes a second event only if that telling is likely by itself: a long
text recalls earlier cases, and also repeats figures loosely. What a text is about is one event
whatever it adds up to ("$1.2 million in penalties and $400,000 in costs"), and keeps its first sum.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.classify.money import Money
from agents.classify.money_same import exactness, near
from agents.classify.naming import same_organisation
from agents.classify.telling import WORDS, Telling
from schemas.words import Kind, Stage

SECOND_EVENT = 0.6
HEADLINE = 0.15
_ANOTHER = re.compile(
    r"\b(?:similar|separate|another|second|previous|earlier) (?:\S+ )?"
    r"(?:legal action|lawsuit|suit|case|fine|penalty|settlement)\b(?! (?:filed )?by the same)",
    re.IGNORECASE,
)


@dataclass(slots=True, kw_only=True)
class Event:
    """The tellings of one event, in the order they were joined; the first is the likeliest."""

    tellings: list[Telling]

    @property
    def best(self) -> Telling:
        """The likeliest telling."""
        return self.tellings[0]

    @property
    def with_sum(self) -> Telling | None:
        """The likeliest telling that gives a sum, or one that gives the same more exactly.

        Where some give it in one currency and some in two, the first of those two is its own.
        """
        told = [t for t in self.tellings if t.money is not None]
        return max(told, key=_exactness) if told else None

    @property
    def sum(self) -> Money | None:
        """Its amount, if any telling gives one."""
        told = self.with_sum
        return told.money if told else None

    @property
    def former(self) -> Decimal | None:
        """What its amount was before, if a telling of that amount says so."""
        told = (t.former for t in self.tellings if t.money and self.sum and near(t.money, self.sum))
        return next(filter(None, told), None)

    @property
    def primary(self) -> bool:
        """Whether any telling says that the item is about it."""
        return any(t.primary >= 0.5 for t in self.tellings)

    @property
    def stage(self) -> Stage:
        """The stage that the tellings together hold likeliest."""
        totals: dict[Stage, float] = {}
        for telling in self.tellings:
            for stage, share in telling.stages.items():
                totals[stage] = totals.get(stage, 0.0) + share * telling.probability**2
        return max(totals, key=lambda stage: totals[stage])


def merged(tellings: Sequence[Telling], *, threshold: float) -> list[Event]:
    """The events, likeliest first; tellings under `threshold` make none of their own."""
    events: list[Event] = []
    for telling in sorted(tellings, key=lambda t: -_weight(t)):
        home = next((event for event in events if _same(event, telling)), None)
        if home is not None:
            home.tellings.append(_without_part(home, telling))
            continue
        again = any(_alike(event.best, telling) for event in events)
        if telling.probability >= (max(threshold, SECOND_EVENT) if again else threshold):
            events.append(Event(tellings=[telling]))
    return _without_doubles(events)


def _weight(telling: Telling) -> float:
    """What the headline or the summary says comes first, "a similar suit" of the text last."""
    if telling.place.field != "body":
        return telling.probability + HEADLINE
    return telling.probability - (HEADLINE if _another(telling) else 0.0)


def _another(telling: Telling) -> bool:
    return telling.place.field == "body" and _ANOTHER.search(telling.place.text) is not None


def _without_doubles(events: Sequence[Event]) -> list[Event]:
    """A sum told as two kinds is one event's: of a fine and a settlement the likelier's.

    A headline says fine where the text says settlement. The suit that was settled has its own
    claim or none. What a court awards is a fine only where the sentence says so.
    """
    events = [event for event in events if not _is_award(event, events)]
    events = [event for event in events if not any(_is_rather(event, other) for other in events)]
    settled = [event for event in events if event.best.kind is Kind.SETTLEMENT]
    return [_without_settled_sum(event, settled) for event in events]


def _is_rather(event: Event, other: Event) -> bool:
    """Whether `other` tells a fine's sum as a settlement, and likelier; or the reverse."""
    kinds = {event.best.kind, other.best.kind}
    if kinds != {Kind.FINE, Kind.SETTLEMENT} or not _same_sum(event, other):
        return False
    one, two = event.best.probability, other.best.probability
    return two > one or (two == one and other.best.kind is Kind.SETTLEMENT)


def _without_settled_sum(event: Event, settled: Sequence[Event]) -> Event:
    if event.best.kind is not Kind.LAWSUIT or not any(_same_sum(s, event) for s in settled):
        return event
    return Event(tellings=[replace(t, money=None) for t in event.tellings])


def _is_award(fine: Event, events: Sequence[Event]) -> bool:
    """Whether a fine is the verdict of a suit that the same sentence tells of, with its sum."""
    best = fine.best
    if best.kind is not Kind.FINE or WORDS[Kind.FINE].search(best.place.text):
        return False
    suits = (event for event in events if event.best.kind is Kind.LAWSUIT)
    return any(suit.best.place == best.place and _same_sum(fine, suit) for suit in suits)


def _same_sum(settlement: Event, other: Event) -> bool:
    if not same_organisation(settlement.best.who, other.best.who):
        return False
    one, two = settlement.sum, other.sum
    return one is not None and two is not None and near(one, two)


def _elsewhere(event: Event, telling: Telling) -> bool:
    """Fines are national: one in Korea is not the one in the United States told before."""
    if telling.kind is not Kind.FINE or telling.primary >= 0.5:
        return False
    here = {t.where[:2] for t in event.tellings if t.where}
    return telling.where is not None and bool(here) and telling.where[:2] not in here


def _alike(one: Telling, other: Telling) -> bool:
    return one.kind is other.kind and same_organisation(one.who, other.who)


def _same(event: Event, telling: Telling) -> bool:
    if not _alike(event.best, telling):
        return False
    told = event.sum
    if told is None or telling.money is None:
        return not (_elsewhere(event, telling) or _another(telling) or _another(event.best))
    return near(told, telling.money) or _is_part(event, telling)


def _is_part(event: Event, telling: Telling) -> bool:
    """Whether another sum of what the item is about can only be a part of it."""
    about = telling.primary >= 0.5 and event.best.primary >= 0.5
    return about and telling.place.field == "body" and not _another(telling)


def _without_part(event: Event, telling: Telling) -> Telling:
    told = event.sum
    if told is None or telling.money is None or near(told, telling.money):
        return telling
    return replace(telling, money=None)


def _exactness(telling: Telling) -> tuple[bool, int, bool]:
    return exactness(telling.money) if telling.money else (False, 0, False)
