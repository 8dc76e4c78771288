"""The loop under every stage: good records go on, bad ones become letters, failures stop it."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from agents.stage import Message, Output, run
from schemas.codec import decode
from schemas.dead_letter import DeadLetter
from schemas.item import Item


@dataclass(slots=True, kw_only=True)
class Record:
    """A record in flight."""

    value: bytes | None
    offset: int = 0
    topic: str = "in"
    partition: int = 0
    key: bytes | None = b"k"
    timestamp: float = 1_700_000_000.0


@dataclass(slots=True)
class InFlight:
    """An event that remembers whether it was acknowledged."""

    message: Record
    acked: bool = field(default=False)

    def ack(self) -> bool:
        """Remember it."""
        self.acked = True
        return True


async def _stream(events: Sequence[InFlight]) -> AsyncIterator[InFlight]:
    for event in events:
        yield event


def _echo(message: Message) -> Sequence[Output]:
    item = decode(Item, message.value or b"")
    return [Output(topic="out", key=item.id, record=item)]


async def test_a_bad_record_becomes_a_letter_and_the_next_goes_on() -> None:
    """Nothing is lost and nothing else stops."""
    sent: list[tuple[str, bytes]] = []

    async def send(topic: str, key: bytes, value: bytes, timestamp: float) -> None:
        sent.append((topic, value))

    events = [InFlight(Record(value=raw)) for raw in (b"{oops", None, b'{"id":"a"}')]
    await run("classify", _stream(events), _echo, send, dead_letters="dead")
    assert [topic for topic, _value in sent] == ["dead", "dead", "out"]
    assert decode(DeadLetter, sent[0][1]).raw == b"{oops"
    assert all(event.acked for event in events)


async def test_a_letter_is_dated_when_it_is_written() -> None:
    """What is replayed from last year must not be past its keeping at once."""
    dates = {}

    async def send(topic: str, key: bytes, value: bytes, timestamp: float) -> None:
        dates[topic] = timestamp

    events = [InFlight(Record(value=raw)) for raw in (b"{oops", b'{"id":"a"}')]
    await run("classify", _stream(events), _echo, send, dead_letters="dead")
    assert dates["out"] == events[0].message.timestamp
    assert dates["dead"] > time.time() - 60


async def test_the_same_failure_is_the_same_letter() -> None:
    """A redelivered record must not fill the list twice."""
    ids = []

    async def send(topic: str, key: bytes, value: bytes, timestamp: float) -> None:
        ids.append(key)

    for _delivery in range(2):
        await run(
            "classify", _stream([InFlight(Record(value=b"x"))]), _echo, send, dead_letters="d"
        )
    assert ids[0] == ids[1]


async def test_a_failed_send_stops_with_the_event_unacknowledged() -> None:
    """The record was good and the log was not: it must come again."""

    async def send(topic: str, key: bytes, value: bytes, timestamp: float) -> None:
        raise ConnectionError("gone")

    event = InFlight(Record(value=b'{"id":"a"}'))
    with pytest.raises(ConnectionError):
        await run("classify", _stream([event]), _echo, send, dead_letters="dead")
    assert not event.acked
