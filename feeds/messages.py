"""Outcomes -> what is published: items, dead letters, feed health, and the archive's exchange."""

import datetime as dt
from collections.abc import Iterator, Mapping

from broker.log import Message
from feeds.archive import Exchange
from feeds.health import feed_health
from feeds.outcome import Outcome
from feeds.publish import Publication
from feeds.revise import Revision
from feeds.state.store import Step
from schemas.codec import encode
from schemas.dead_letter import DeadLetter
from schemas.item import Item
from schemas.topics import Topics

_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


def millis(moment: dt.datetime) -> int:
    """Milliseconds since the epoch, rounded down."""
    return (moment - _EPOCH) // dt.timedelta(milliseconds=1)


def item_message(item: Item, topics: Topics, at: dt.datetime) -> Message:
    """`item` on the items topic of a run, stamped with the time it was fetched."""
    return Message(
        topic=topics.items.name, key=item.id.encode(), value=encode(item), timestamp=millis(at)
    )


def letter_message(letter: DeadLetter, topics: Topics, at: dt.datetime) -> Message:
    """`letter` on the dead letters of a run."""
    return Message(
        topic=topics.dead_letters.name,
        key=letter.id.encode(),
        value=encode(letter),
        timestamp=millis(at),
    )


def revision_message(revision: Revision, topics: Topics, at: dt.datetime) -> Message:
    """The item of `revision`, or the letter that stands in its place."""
    if revision.letter is not None:
        return letter_message(revision.letter, topics, at)
    return item_message(revision.item, topics, at)


class HealthNotes:
    """Which feed's health is worth a record: at any change people care about, else now and then."""

    def __init__(self, every: dt.timedelta) -> None:
        self._every = every
        self._told: dict[str, tuple[dt.datetime, tuple[object, ...]]] = {}

    def due(self, outcome: Outcome) -> bool:
        """Whether to tell of `outcome`; remembers that it was told."""
        state = outcome.state
        signature = (state.status, state.error, state.items, state.revisions, state.url)
        told = self._told.get(state.feed)
        if told and told[1] == signature and outcome.at - told[0] < self._every:
            return False
        self._told[state.feed] = (outcome.at, signature)
        return True


def publication(
    outcome: Outcome, pages: Mapping[str, str], topics: Topics, notes: HealthNotes
) -> Publication:
    """All that follows from `outcome`, ready for the publisher."""
    step = Step(
        state=outcome.state,
        seen={revision.item.id: revision.seen for revision in outcome.revisions},
        shown=outcome.shown,
        messages=tuple(_messages(outcome, topics, notes)),
        at=outcome.at,
    )
    items = sum(1 for revision in outcome.revisions if revision.letter is None)
    return Publication(step=step, exchange=_exchange(outcome, pages), items=items)


def _messages(outcome: Outcome, topics: Topics, notes: HealthNotes) -> Iterator[Message]:
    for revision in outcome.revisions:
        yield revision_message(revision, topics, outcome.at)
    if outcome.letter is not None:
        yield letter_message(outcome.letter, topics, outcome.at)
    if notes.due(outcome):
        record = feed_health(outcome.feed, outcome.state, outcome.at)
        yield Message(
            topic=topics.feeds.name,
            key=record.feed.encode(),
            value=encode(record),
            timestamp=millis(outcome.at),
        )


def _exchange(outcome: Outcome, pages: Mapping[str, str]) -> Exchange | None:
    response = outcome.response
    if response is None or not outcome.revisions:
        return None
    return Exchange(
        feed=outcome.feed,
        url=response.url,
        fetched=outcome.at,
        status=response.status,
        reason=response.reason,
        headers=response.headers,
        body=response.body,
        pages=pages,
    )
