"""Reading partitions in batches, to their present end or for ever.

In: an address and where to begin and end in every partition. Out: lists of records, in order
within each partition.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from broker.kafka import client
from broker.kafka.address import Address
from broker.log import BrokerError, Record

WAIT_MS = 300
SILENCE_SECONDS = 30.0


class Position(NamedTuple):
    """Where reading begins (included) and where it ends unless it follows (excluded)."""

    begin: int
    end: int


def batches(
    address: Address,
    plan: Mapping[TopicPartition, Position],
    *,
    follow: bool,
    stop: Callable[[], bool],
    batch: int,
) -> Iterator[list[Record]]:
    """The records of `plan`; an idle `follow` yields an empty list every `WAIT_MS`."""
    todo = {part: at for part, at in plan.items() if follow or at.begin < at.end}
    if not todo:
        return
    reader = client.consumer(address, batch=batch)
    try:
        reader.assign(list(todo))
        for part, at in todo.items():
            reader.seek(part, at.begin)
        yield from _following(reader, stop) if follow else _to_the_end(reader, todo, stop, address)
    except KafkaError as problem:
        raise client.explained(address, problem) from problem
    finally:
        reader.close(autocommit=False)


def _following(reader: KafkaConsumer, stop: Callable[[], bool]) -> Iterator[list[Record]]:
    while not stop():
        yield _polled(reader)


def _to_the_end(
    reader: KafkaConsumer,
    todo: dict[TopicPartition, Position],
    stop: Callable[[], bool],
    address: Address,
) -> Iterator[list[Record]]:
    heard = time.monotonic()
    while todo and not stop():
        polled = _polled(reader)
        records = [record for record in polled if _wanted(record, todo)]
        done = [part for part, at in todo.items() if reader.position(part) >= at.end]
        if polled or done:
            heard = time.monotonic()
        elif time.monotonic() - heard > SILENCE_SECONDS:
            raise BrokerError(f"{address}: no answer for {SILENCE_SECONDS:.0f} s while reading")
        for part in done:
            del todo[part]
        reader.pause(*done)
        if records:
            yield records


def _wanted(record: Record, todo: Mapping[TopicPartition, Position]) -> bool:
    at = todo.get(TopicPartition(record.topic, record.partition))
    return at is not None and record.offset < at.end


def _polled(reader: KafkaConsumer) -> list[Record]:
    found = reader.poll(timeout_ms=WAIT_MS)
    return [_record(one) for records in found.values() for one in records]


def _record(one: Any) -> Record:
    return Record(
        topic=one.topic,
        partition=one.partition,
        offset=one.offset,
        timestamp=one.timestamp,
        key=one.key,
        value=one.value,
        headers=tuple(one.headers or ()),
    )
