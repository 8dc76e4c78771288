"""The loop every stage runs: decode, work, send, acknowledge. A record that fails is dead-lettered.

It takes Faust's stream and topics as arguments and imports none of Faust.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from agents import metrics
from agents.dead import Origin, letter
from schemas.codec import Versioned, encode

log = structlog.get_logger(__name__)
MOST_IN_A_ROW = 16  # records without output before the other tasks of the loop get their turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One record to send: `topic` by name, `key` as text; no `record` deletes the key."""

    topic: str
    key: str
    record: Versioned | None


class Message(Protocol):
    """What the engine tells about a record."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: float


class Event(Protocol):
    """One record in flight."""

    @property
    def message(self) -> Any:
        """The record and its place (`Message`)."""
        ...

    def ack(self) -> bool:
        """Say that it is finished; commits never pass a record that is not."""
        ...


Work = Callable[[Message], Sequence[Output]]
Send = Callable[[str, bytes, bytes | None, float], Awaitable[object]]


async def run(
    name: str, events: AsyncIterator[Event], work: Work, send: Send, *, dead_letters: str
) -> None:
    """Take each event through `work`, send what it gives, then acknowledge.

    What `work` raises becomes a dead letter, for the record is at fault. What `send` raises goes
    up and stops the worker with the event unacknowledged: it comes again after the restart.
    """
    processed, in_a_row = metrics.PROCESSED.labels(stage=name), 0
    async for event in events:
        message: Message = event.message
        outputs = _attempt(name, message, work, dead_letters)
        for output in outputs:
            value = encode(output.record) if output.record is not None else None
            # A letter is kept from the day it was written, however old its record is.
            when = time.time() if output.topic == dead_letters else message.timestamp
            await send(output.topic, output.key.encode(), value, when)
        processed.inc()
        event.ack()
        in_a_row = 0 if outputs else in_a_row + 1
        if in_a_row % MOST_IN_A_ROW == 0:
            await asyncio.sleep(0)


def _attempt(name: str, message: Message, work: Work, dead_letters: str) -> Sequence[Output]:
    try:
        if message.value is None:
            raise ValueError("an empty record")
        return work(message)
    except Exception as error:  # the boundary: a bad record must not stop the good ones
        origin = Origin(
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            key=message.key,
            timestamp=message.timestamp,
        )
        dead = letter(name, origin, message.value or b"", error)
        metrics.DEAD_LETTERS.labels(stage=name, error=dead.error).inc()
        log.warning("dead letter", stage=name, id=dead.id, error=dead.error, detail=dead.detail)
        return [Output(topic=dead_letters, key=dead.id, record=dead)]
