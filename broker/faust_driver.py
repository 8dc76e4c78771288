"""What both engines change in Faust's own driver classes: mix these in before the engine's class.

Written against faust-streaming 0.15.3. `CarefulConsumer` replaces four private methods of
`faust.transport.consumer.Consumer`, so a newer Faust must be checked against its source before
the pin in pyproject.toml moves:

| Faust 0.15.3 | here |
| --- | --- |
| `_new_offset` lets a commit pass one unfinished event | capped at the smallest unacked offset |
| `_drain_messages` starts two tasks for each message | awaits the delivery inline |
| `_wait_next_records` sleeps 1 s when every buffer is full | looks again after 5 ms |
| `ProducerBuffer.flush` gives up after 0.1 s | waits until everything is delivered, or raises |
| a failed send is logged, the offsets are committed all the same | no commit any more, a crash |
| each send yields three times in a guard around the producer's start | answered at once |
| one undecodable changelog record stops recovery for ever | stepped over, with a warning |
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, cast

from faust.exceptions import ProducerSendError
from faust.transport.consumer import Consumer, RecordMap
from faust.transport.producer import Producer, ProducerBuffer
from faust.types import TP, FutureMessage, Message, RecordMetadata
from mode import ServiceT

from broker.offsets import Outstanding

BUFFERED_MESSAGES = 10_000
"""How many changelog records may wait to be sent; Faust's own 100 stalls the streams."""
_FULL_PAUSE = 0.005
# A descriptor without a setter on the class, so an entry of this name in the app hides it.
_GUARD = "maybe_start_producer"
_YIELD_EVERY = 100


class CarefulConsumer(Consumer):
    """Commits no further than the smallest unacked offset, and only what is really flushed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.outstanding: dict[TP, Outstanding] = defaultdict(Outstanding)
        self._seeks = 0
        super().__init__(*args, **kwargs)

    # -- commit ---------------------------------------------------------------------------------

    def _new_offset(self, tp: TP) -> int | None:
        acked, tracker = self._acked[tp], self.outstanding[tp]
        for offset in acked:
            tracker.ack(offset)
        self._acked_index[tp].difference_update(acked)
        acked.clear()
        return tracker.committable()

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Nothing to do: `Outstanding` counts deliveries, so a gap is not waited for."""

    async def _commit_offsets(
        self, offsets: Mapping[TP, int], start_new_transaction: bool = True
    ) -> bool:
        try:
            await self.app.producer.flush()
        except ProducerSendError as exc:
            await self.crash(exc)
            return False
        return await super()._commit_offsets(offsets, start_new_transaction)

    async def perform_seek(self) -> None:
        """Go back to the committed offsets, and deliver nothing until the flow is resumed.

        Recovery seeks first and resumes flow control afterwards, which empties every queue: what
        was delivered in between would be dropped with the position already beyond it.
        """
        self.stop_flow()
        self._seeks += 1
        self.outstanding.clear()
        await super().perform_seek()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Commit what is finished, then forget the partitions: somebody else reads them now."""
        await self.commit()
        await super().on_partitions_revoked(revoked)
        for tp in revoked:
            self.outstanding.pop(tp, None)

    # -- fetch ----------------------------------------------------------------------------------

    async def _wait_next_records(self, timeout: float) -> tuple[RecordMap | None, set[TP] | None]:  # noqa: ASYNC109
        if not self.flow_active:
            await self.wait(self.can_resume_flow)  # type: ignore[arg-type]
        active = None if self.app.client_only else self._get_active_partitions()
        if active is not None and not active:
            await asyncio.sleep(_FULL_PAUSE)
            return {}, active
        return await self._getmany(active_partitions=active, timeout=timeout), active

    async def _drain_messages(self, fetcher: ServiceT) -> None:
        try:
            while not (self.should_stop or fetcher.should_stop):
                # A turn for everybody else, however full the log is.
                await asyncio.sleep(0)
                await self._drain_batch()
        except self.consumer_stopped_errors:
            if not self.app.should_stop:
                raise
        except asyncio.CancelledError:
            if not self.app.should_stop:
                raise
        except Exception as exc:
            self.log.exception("Reading from the log failed: %r", exc)
            raise

    async def _drain_batch(self) -> None:
        count = 0
        async for tp, message in self.getmany(timeout=1.0):
            count += 1
            if not count % _YIELD_EVERY:
                await asyncio.sleep(0)
            read = self._read_offset[tp]
            if read is not None and message.offset < read:
                continue
            if not await self._goes_on(tp, message):
                continue
            seeks = self._seeks
            await self._deliver(tp, message)
            if self._seeks == seeks:
                # A seek while the delivery waited has set the mark back: left as it is, or what
                # lies between the commit and this message would be taken for read.
                self._read_offset[tp] = message.offset
            if self._commit_every is not None and self._n_acked >= self._commit_every:
                self._n_acked = 0
                await self.commit()

    async def _goes_on(self, tp: TP, message: Message) -> bool:
        """Whether `message` continues its partition; an engine that may skip records says no."""
        return True

    async def _deliver(self, tp: TP, message: Message) -> None:
        if self.app.topics.acks_enabled_for(message.topic):
            self.outstanding[tp].deliver(message.offset)
        if self._flows():
            await self.callback(message)
        else:
            await self.wait_first(self.callback(message), self.suspend_flow.wait())
        if message.acked and self._is_changelog_tp(tp):
            await self._step_over(tp, message)

    def _flows(self) -> bool:
        """Whether a delivery can wait for nothing but a full queue, which drains by itself."""
        buffer = self.app.producer.buffer
        return (
            self.flow_active
            and self.app.flow_control.is_active()
            and buffer.pending.qsize() <= buffer.max_messages
        )

    async def _step_over(self, tp: TP, message: Message) -> None:
        """Recovery waits for every changelog record; one that cannot be decoded never comes.

        Only the conductor acks a changelog record, and only when decoding it failed. The records
        before it must be in their table first, because recovery drops what is below the mark.
        """
        self.log.warning("Changelog record %s@%s cannot be decoded: skipped", tp, message.offset)
        tables: Any = self.app.tables
        await _emptied(tables.changelog_queue)
        recovery = tables.recovery
        for seen in (recovery.active_offsets, recovery.standby_offsets):
            if tp in seen:
                seen[tp] = max(seen[tp] if seen[tp] is not None else -1, message.offset)


class CarefulBuffer(ProducerBuffer):
    """Knows what it has taken out of its queue and not handed on yet."""

    max_messages = BUFFERED_MESSAGES
    handing_on: int = 0

    async def _send_pending(self, fut: FutureMessage) -> None:
        self.handing_on += 1
        try:
            await super()._send_pending(fut)
        finally:
            self.handing_on -= 1

    async def drain(self) -> None:
        """Return when every buffered message has reached the producer."""
        while self.size or self.handing_on:
            self.message_sent.clear()
            await asyncio.wait([asyncio.ensure_future(self.message_sent.wait())], timeout=0.1)


class QuickProducer(Producer):
    """Spares each send the three turns of the event loop that Faust's start guard takes."""

    async def on_start(self) -> None:
        """Start, and answer for the app from now on when a send asks for its producer."""
        await super().on_start()
        if not self.app.in_transaction:
            self.app.__dict__[_GUARD] = self._started_already

    async def on_stop(self) -> None:
        """Give the guard back: a send after the end must fail as it does in Faust."""
        self.app.__dict__.pop(_GUARD, None)
        await super().on_stop()

    async def _started_already(self) -> Producer:
        return self


class CarefulProducer(QuickProducer):
    """Its flush returns when everything is delivered, and raises when something was not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._in_flight: set[asyncio.Future[RecordMetadata]] = set()
        self.failure: BaseException | None = None
        super().__init__(*args, **kwargs)
        self.buffer = CarefulBuffer(loop=self.loop, beacon=self.beacon)
        self.buffer.app = self.app

    async def send(self, *args: Any, **kwargs: Any) -> Awaitable[RecordMetadata]:
        """Hand one record to the engine's producer and watch what becomes of it."""
        sent = asyncio.ensure_future(await super().send(*args, **kwargs))
        self._in_flight.add(sent)
        sent.add_done_callback(self._delivered)
        return sent

    def _delivered(self, sent: "asyncio.Future[RecordMetadata]") -> None:
        self._in_flight.discard(sent)
        if not sent.cancelled() and sent.exception() is not None:
            self.failure = sent.exception()

    async def flush(self) -> None:
        """Wait for every record; raises `ProducerSendError` if one could not be delivered."""
        await cast(CarefulBuffer, self.buffer).drain()
        await super().flush()
        await _settled(self._in_flight)
        if self.failure is not None:
            raise ProducerSendError(f"a record could not be delivered: {self.failure!r}")


async def _emptied(queue: "asyncio.Queue[Any]") -> None:
    """Return when the events in `queue` were taken and the last of them had time to be applied."""
    while queue.qsize():  # noqa: ASYNC110
        await asyncio.sleep(_FULL_PAUSE)
    await asyncio.sleep(_FULL_PAUSE)


async def _settled(in_flight: "Iterable[asyncio.Future[RecordMetadata]]") -> None:
    while waiting := [*in_flight]:
        await asyncio.wait(waiting)
        await asyncio.sleep(0)  # lets the done callbacks run, which empty the set
