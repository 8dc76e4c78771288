"""`KafkaLog`: the `Log` contract on a Kafka cluster, through kafka-python.

In: an address. Out: appended, read and committed records; used by everything outside Faust.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.errors import KafkaError, MessageSizeTooLargeError, NoError
from kafka.protocol.consumer import OffsetSpec
from kafka.structs import OffsetAndMetadata

from broker.kafka import client
from broker.kafka.address import Address, parse
from broker.kafka.reading import Position, batches
from broker.kafka.topics import creation, refuse_failures, refuse_other_partitions
from broker.log import BrokerError, Message, Partition, Record, Span
from schemas.topics import TopicSpec

APPEND_SECONDS = 65.0
VISIBLE_SECONDS = 20.0
POLL_SECONDS = 0.05

Result = TypeVar("Result")


class KafkaLog:
    """A log on a Kafka cluster. Safe to use from several threads.

    Every failure is a `BrokerError` naming the address and what to look at; `append` failing half
    way may leave the first of the messages in the log.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._admin: KafkaAdminClient = client.admin(address)
        self._producer: KafkaProducer | None = None
        self._known: dict[str, int] = {}
        self._lock = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, url: str) -> "KafkaLog":
        """Connect to the cluster at `url` (see `broker.kafka.address`)."""
        return cls(parse(url, os.environ))

    @property
    def url(self) -> str:
        """The address without user and password."""
        return str(self._address)

    def ensure(self, specs: Iterable[TopicSpec]) -> None:
        """Create the topics that are missing and wait until they can be used."""
        wanted = list(specs)
        present = self.topics()
        refuse_other_partitions(wanted, present, self.url)
        missing = [spec for spec in wanted if spec.name not in present]
        if not missing:
            return
        brokers = len(self._do(self._admin.describe_cluster)["brokers"])
        new = {spec.name: creation(spec, self._address, brokers) for spec in missing}
        response = self._do(lambda: self._admin.create_topics(new, raise_errors=False))
        refuse_failures(response, self.url)
        self._do(lambda: self._admin.wait_for_topics(list(new)))
        refuse_other_partitions(wanted, self.topics(), self.url)

    def topics(self) -> dict[str, int]:
        """Every topic's name and partition count, Kafka's own left out."""
        found = self._do(self._admin.describe_topics)
        self._known = {
            topic["name"]: len(topic["partitions"]) for topic in found if not topic["is_internal"]
        }
        return dict(self._known)

    def drop(self, names: Iterable[str]) -> None:
        """Delete topics; returns when the cluster no longer lists them."""
        present = self.topics()
        doomed = [name for name in dict.fromkeys(names) if name in present]
        if not doomed:
            return
        self._do(lambda: self._admin.delete_topics(doomed, raise_errors=False))
        deadline = time.monotonic() + VISIBLE_SECONDS
        while any(name in self.topics() for name in doomed):
            if time.monotonic() > deadline:
                raise BrokerError(f"{self.url}: topics not deleted: does the cluster allow it?")
            time.sleep(POLL_SECONDS)

    def append(self, messages: Sequence[Message]) -> list[tuple[int, int]]:
        """Append in order; acknowledged by all in-sync copies when it returns."""
        for topic in {message.topic for message in messages}:
            self._partitions(topic)
        sender = self._sender()
        try:
            sent = [_send(sender, message) for message in messages]
            sender.flush(timeout=APPEND_SECONDS)
            done = [future.get(timeout=APPEND_SECONDS) for future in sent]
        except MessageSizeTooLargeError as problem:
            limit = client.RECORD_BYTES
            raise BrokerError(f"{self.url}: a record is larger than {limit} bytes") from problem
        except (KafkaError, AssertionError, ValueError) as problem:
            raise client.explained(self._address, problem) from problem
        return [(receipt.partition, receipt.offset) for receipt in done]

    def spans(self, topic: str) -> dict[int, Span]:
        """The first and end offset of every partition."""
        first = self._offsets(topic, OffsetSpec.EARLIEST)
        end = self._offsets(topic, OffsetSpec.LATEST)
        return {number: Span(first[number], end[number]) for number in sorted(end)}

    def read(
        self,
        topics: Sequence[str],
        *,
        start: Mapping[Partition, int] | None = None,
        follow: bool = False,
        stop: Callable[[], bool] = lambda: False,
        batch: int = 500,
    ) -> Iterator[list[Record]]:
        """Batches of records; see `broker.log.Log.read`.

        Following goes on through an outage of the cluster; without `follow`, an outage of half a
        minute is a `BrokerError`.
        """
        chosen = start or {}
        plan = {}
        for topic in dict.fromkeys(topics):
            for number, span in self.spans(topic).items():
                asked = chosen.get(Partition(topic, number), span.first)
                begin = min(max(asked, span.first), span.end)
                plan[TopicPartition(topic, number)] = Position(begin, span.end)
        return batches(self._address, plan, follow=follow, stop=stop, batch=batch)

    def offset_at(self, topic: str, timestamp: int) -> dict[int, int]:
        """Per partition the first offset at or after `timestamp` (ms), or the end."""
        found = self._offsets(topic, max(0, timestamp))
        end = self._offsets(topic, OffsetSpec.LATEST)
        return {
            number: end[number] if offset < 0 else offset
            for number, offset in sorted(found.items())
        }

    def committed(self, group: str, topic: str) -> dict[int, int]:
        """The next offset to read that `group` committed, per partition; {} for none."""
        asked = {group: [TopicPartition(topic, n) for n in range(self._partitions(topic))]}
        found = self._do(lambda: self._admin.list_group_offsets(asked))[group]
        return {
            partition.partition: place.offset
            for partition, place in sorted(found.items())
            if place.offset >= 0
        }

    def commit(self, group: str, offsets: Mapping[Partition, int]) -> None:
        """Store offsets for a group that no running consumer belongs to."""
        for topic in {partition.topic for partition in offsets}:
            self._partitions(topic)
        places = {
            TopicPartition(*partition): OffsetAndMetadata(offset, "", -1)
            for partition, offset in offsets.items()
        }
        self._do(lambda: self._commit(group, places))

    def close(self) -> None:
        """Close the connections; a second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._producer is not None:
                self._producer.close(timeout=5)
            self._admin.close()

    def _commit(self, group: str, places: dict[TopicPartition, OffsetAndMetadata]) -> None:
        for outcome in self._admin.alter_group_offsets(group, places).values():
            if outcome is not NoError:
                raise outcome(f"offsets of group {group}")

    def _offsets(self, topic: str, at: Any) -> dict[int, int]:
        asked = {TopicPartition(topic, n): at for n in range(self._partitions(topic))}
        found = self._do(lambda: self._admin.list_partition_offsets(asked))
        return {partition.partition: place.offset for partition, place in found.items()}

    def _partitions(self, topic: str) -> int:
        count = self._known.get(topic) or self.topics().get(topic)
        if count is None:
            raise BrokerError(
                f"{self.url}: there is no topic {topic}: create it with `regwatch topics create`"
            )
        return count

    def _sender(self) -> KafkaProducer:
        with self._lock:
            if self._closed:
                raise BrokerError(f"{self.url}: the log is closed")
            if self._producer is None:
                self._producer = client.producer(self._address)
            return self._producer

    def _do(self, call: Callable[[], Result]) -> Result:
        if self._closed:
            raise BrokerError(f"{self.url}: the log is closed")
        return client.patiently(self._address, call)


def _send(sender: KafkaProducer, message: Message) -> Any:
    return sender.send(
        message.topic,
        value=message.value,
        key=message.key,
        headers=list(message.headers),
        partition=message.partition,
        timestamp_ms=message.timestamp,
    )
