"""Events of an item -> the mentions that travel: ids, groups, dates, reasons a person can read."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from agents.classify.calibration import Calibration
from agents.classify.dates import event_day, news_day, year_told
from agents.classify.jurisdiction import jurisdiction_of
from agents.classify.merging import Event
from agents.classify.money import Money
from agents.classify.naming import group_name
from agents.classify.parties import Party
from agents.classify.quote import Place
from agents.classify.telling import Telling
from schemas.item import Item
from schemas.mention import Evidence, Mention
from schemas.words import Kind, Role

_AS = {Kind.FINE: "fine", Kind.LAWSUIT: "lawsuit", Kind.SETTLEMENT: "settlement"}
_ROLE = {Kind.FINE: "the one fined", Kind.LAWSUIT: "the defendant", Kind.SETTLEMENT: "the payer"}
_OTHER = {Kind.FINE: "authority", Kind.LAWSUIT: "claimant", Kind.SETTLEMENT: "other side"}


def mentions_of(
    item: Item,
    events: Sequence[Event],
    calibration: Calibration,
    *,
    publisher: Party | None = None,
) -> list[Mention]:
    """One mention an event, primary ones first, otherwise in the order given.

    `publisher` is the authority that the item comes from, if any.
    """
    shared = _shared_sums(events)
    seen: Counter[tuple[Kind, str]] = Counter()
    result = []
    for event in sorted(events, key=lambda event: not event.primary):
        mention = _mention(item, event, group_name(event.best.who), publisher)
        key = (mention.kind, mention.group)
        result.append(
            replace(
                mention,
                id=_mention_id(item.id, *key, seen[key]),
                rule=calibration.name,
                confidence=calibration.confidence(
                    event.best.kind,
                    event.best.probability,
                    body=event.best.place.field == "body",
                ),
                joint=id(event) in shared,
            )
        )
        seen[key] += 1
    return result


def without_bystanders(mentions: Sequence[Mention]) -> list[Mention]:
    """`mentions` without those of unnamed organisations where others have a name.

    What stands beside a name often means it ("the lender"), and tells no more than the name does.
    """
    named = [mention for mention in mentions if not mention.unnamed]
    return named or list(mentions)


def _mention_id(item: str, kind: Kind, group: str, ordinal: int) -> str:
    raw = "\x1f".join((item, kind, group, str(ordinal)))
    return hashlib.sha256(raw.encode()).hexdigest()[:24]


def _mention(item: Item, event: Event, group: str, publisher: Party | None) -> Mention:
    best = event.best
    money = event.sum
    party = next((t.party for t in event.tellings if t.party), None)
    if party is None and event.primary and publisher and publisher.name != group:
        party = publisher
    published = item.published.date() if item.published else None
    quote, where = _quote(event), _where(event, party, money)
    return Mention(
        id="",
        item=item.id,
        kind=best.kind,
        company=best.who.company,
        group=group,
        amount=money.amount if money else None,
        currency=money.currency if money else None,
        former=event.former,
        stage=event.stage,
        party=party.name if party else None,
        authority=_authority(party, where),
        jurisdiction=where,
        date=_day(event, published),
        role=Role.PRIMARY if event.primary else Role.BACKGROUND,
        unnamed=best.who.unnamed,
        evidence=Evidence(field=quote.field, start=quote.start, end=quote.end, text=quote.text),
        rule="",
        reason=_reason(event, money),
    )


def _authority(party: Party | None, where: str | None) -> str | None:
    """The registry's name of the authority; not that of a namesake in another country."""
    if party is None or party.known is None:
        return None
    country = party.known.country[:2]
    namesake = party.known.ambiguous and where is not None and where[:2] != country
    return None if namesake else party.known.name


def _quote(event: Event) -> Place:
    """The quote of the telling that the sum is taken from; without a sum, of the likeliest."""
    return (event.with_sum or event.best).quote


def _where(event: Event, party: Party | None, money: Money | None) -> str | None:
    """What the likeliest sentence says, else another that tells the event, else the lines before.

    "A class action was filed in the US" often stands a sentence ahead of what is quoted.
    """
    best = event.best
    told = jurisdiction_of(best.place.text, party, money) or best.where
    others = (telling.where for telling in event.tellings[1:])
    return told or next(filter(None, others), None) or jurisdiction_of(best.context, None, None)


def _day(event: Event, published: dt.date | None) -> dt.date | None:
    best = event.best
    if event.primary:
        return news_day(best.place.text, published, cue=best.words)
    return event_day(best.place.text, published) or _recalled(best, published)


def _recalled(telling: Telling, published: dt.date | None) -> dt.date | None:
    """The year a long text gives just before the sentence, if it lies back."""
    day = year_told(telling.context)
    return day if day and published and day.year < published.year else None


def _reason(event: Event, money: Money | None) -> str:
    best = event.best
    words = f"“{best.words}” in the {best.place.field}" if best.words else f"the {best.place.field}"
    text = f"Read as a {_AS[best.kind]} from {words}, with {best.who.company} as {_ROLE[best.kind]}"
    if best.party:
        text += f" and {best.party.name} as {_OTHER[best.kind]}"
    if money:
        text += f"; amount {money.currency} {money.amount:,f}"
        text += f", before {event.former:,f}" if event.former else ""
    if len(event.tellings) > 1:
        text += f"; told {len(event.tellings)} times"
    if best.who.unnamed:
        text += "; the text does not name it"
    return text + f"; stage {event.stage}."


def _shared_sums(events: Sequence[Event]) -> set[int]:
    """Events of one kind whose sum stands at the very same place as another organisation's."""
    places: dict[tuple[object, ...], list[int]] = {}
    for event in events:
        telling: Telling | None = event.with_sum
        if telling is not None and telling.money is not None:
            key = (event.best.kind, telling.place.field, telling.money.start, telling.money.amount)
            places.setdefault(key, []).append(id(event))
    return {at for group in places.values() if len(group) > 1 for at in group}
