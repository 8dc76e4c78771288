"""What Faust sends, into the worker's session: held for its event, or written at once."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from faust.exceptions import ProducerSendError
from faust.streams import current_event
from faust.types import TP, FutureMessage, HeadersArg, RecordMetadata
from faust.types import Message as Event
from mode import Seconds
from mode.utils.times import want_seconds

from broker.embedded.partitioner import partition_for
from broker.embedded.session import Placed
from broker.faust_driver import QuickProducer
from broker.log import BrokerError, Message, Partition

if TYPE_CHECKING:
    from broker.embedded.transport import Transport

_UNKNOWN_OFFSET = -1


class Producer(QuickProducer):
    """Sends through the worker's `Session`.

    What is sent while an event is worked on is resolved at once, with offset -1: it is written
    when the event is finished, so an agent that waited for it would wait for itself.
    """

    transport: "Transport"

    async def on_start(self) -> None:
        """Open the session."""
        await super().on_start()
        self.transport.join()

    async def on_stop(self) -> None:
        """Write what waits and leave the session."""
        await super().on_stop()
        self.transport.settle()
        self.transport.leave()

    async def send(  # noqa: PLR0917 (Faust's signature)
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: HeadersArg | None,
        *,
        transactional_id: str | None = None,
    ) -> Awaitable[RecordMetadata]:
        """Take one record; the future is resolved when it lies in the log, or is held."""
        return self._take(topic, key, value, partition, timestamp, headers)

    async def send_and_wait(  # noqa: PLR0917 (Faust's signature)
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: HeadersArg | None,
        *,
        transactional_id: str | None = None,
    ) -> RecordMetadata:
        """Take one record and wait until it lies in the log, or is held."""
        return await self._take(topic, key, value, partition, timestamp, headers)

    def send_soon(self, fut: FutureMessage) -> None:
        """Take a table change now, while the event it belongs to is still the current one."""
        asked = fut.message
        sent = self._take(
            asked.channel.get_topic_name(),
            cast("bytes | None", asked.key),
            cast("bytes | None", asked.value),
            asked.partition,
            asked.timestamp,
            asked.headers,
        )
        if sent.done():
            _resolve(fut, sent)
        else:
            sent.add_done_callback(lambda done: _resolve(fut, done))

    async def flush(self) -> None:
        """Write what was sent outside events; the rest waits for its events."""
        self.transport.settle()

    def key_partition(self, topic: str, key: bytes) -> TP:
        """Where a key lives."""
        return TP(topic, partition_for(key, self.transport.session.partitions(topic)))

    async def create_topic(
        self,
        topic: str,
        partitions: int,
        replication: int,
        *,
        config: Mapping[str, Any] | None = None,
        timeout: Seconds = 30.0,  # noqa: ASYNC109
        retention: Seconds | None = None,
        compacting: bool | None = None,
        deleting: bool | None = None,
        ensure_created: bool = False,
    ) -> None:
        """Create a topic if it is missing; one that is there stays as it is."""
        keep = want_seconds(retention) if retention else None
        self.transport.create_topic(
            topic, partitions, compacted=bool(compacting), retention_seconds=keep
        )

    def supports_headers(self) -> bool:
        """Records carry headers."""
        return True

    def _take(  # noqa: PLR0917 (once for every record)
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: HeadersArg | None,
    ) -> "asyncio.Future[RecordMetadata]":
        session = self.transport.session
        try:
            number = session.partition(topic, key) if partition is None else partition
        except BrokerError as error:
            raise ProducerSendError(str(error)) from error
        message = Message(
            topic=topic,
            key=key,
            value=value,
            partition=number,
            timestamp=None if timestamp is None else round(timestamp * 1000),
            headers=_headers(headers) if headers else (),
        )
        sent: asyncio.Future[RecordMetadata] = self.loop.create_future()
        source = self._current()
        if source is None:
            self._put(message, sent)
        else:
            session.hold(Partition(*source.tp), source.offset, message)
            unwritten = Placed(number, _UNKNOWN_OFFSET, message.timestamp or 0)
            sent.set_result(_metadata(topic, unwritten))
        return sent

    def _put(self, message: Message, sent: "asyncio.Future[RecordMetadata]") -> None:
        placed: asyncio.Future[Placed] = self.loop.create_future()

        def finish(done: "asyncio.Future[Placed]") -> None:
            if sent.done():
                return
            error = done.exception()
            if error is None:
                sent.set_result(_metadata(message.topic, done.result()))
            else:
                sent.set_exception(ProducerSendError(str(error)))

        placed.add_done_callback(finish)
        self.transport.session.put(message, placed)
        self.transport.settle_soon()

    def _current(self) -> Event | None:
        """The message whose commit the record must wait for, if any."""
        event = current_event()
        if event is None:
            return None
        message = event.message
        if message.acked or not self.app.topics.acks_enabled_for(message.topic):
            return None
        return message


def _headers(headers: HeadersArg) -> tuple[tuple[str, bytes], ...]:
    pairs = cast(
        "Iterable[tuple[str, bytes]]", headers.items() if isinstance(headers, Mapping) else headers
    )
    return tuple(pairs)


def _metadata(topic: str, placed: Placed) -> RecordMetadata:
    return RecordMetadata(
        topic=topic,
        partition=placed.partition,
        topic_partition=TP(topic, placed.partition),
        offset=placed.offset,
        timestamp=placed.timestamp / 1000,
        timestamp_type=0,
    )


def _resolve(fut: FutureMessage, sent: "asyncio.Future[RecordMetadata]") -> None:
    error = sent.exception()
    if error is not None:
        fut.set_exception(error)
        return
    fut.set_result(sent.result())
    if fut.message.callback:
        fut.message.callback(fut)
