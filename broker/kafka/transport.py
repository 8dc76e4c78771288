"""Faust on Kafka, made careful: Faust's own aiokafka driver under the scheme `regwatch-kafka`.

| Faust 0.15.3 | here |
| --- | --- |
| everything in `broker.faust_driver` | the same |
| a rebalance does not wait for the events that agents are working on | waits, then flushes |
| a skipped event of an earlier generation counts as finished (without Cython) | it does not |
| retries of the producer can double or reorder records | idempotent producer |
| a fetch under way during recovery's seek skips what lies before it | sought again |
| recovery drops what it has just delivered | read again after 3 to 6 s |
| a partition without a commit is not sought: what a rebalance dropped of it is skipped | sought |
| a fetch blocks up to 1.5 s, new records of other partitions wait for it | 50 ms |
"""

import asyncio
import gc
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaConsumer
from faust.exceptions import ProducerSendError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, FutureMessage, Message
from mode import Service

from broker.faust_driver import CarefulBuffer, CarefulConsumer, CarefulProducer

FETCH_WAIT_MS = 50
IN_FLIGHT_SECONDS = 5.0
COLLECT_AFTER_SECONDS = 1.0
STUCK_EVERY_SECONDS = 30.0
LOST_AFTER_SECONDS = 3.0


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that talks to the cluster, with short fetches."""

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # aiokafka has one fetch in flight per broker: what it does not ask for waits until it ends.
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Go back to the committed offsets, and to the first record where there is no commit."""
        committed: Mapping[TP, int] = await self.call_thread(self._go_back)
        return committed

    async def _go_back(self) -> Mapping[TP, int]:
        consumer = self._ensure_consumer()
        committed: Mapping[TP, int] = await consumer.seek_to_committed()
        if self.app.conf.consumer_auto_offset_reset == "earliest":
            for tp, offset in committed.items():
                # aiokafka leaves such a partition where it stands, beyond what was dropped. Where
                # retention took the first records, the cluster answers with the earliest left.
                if not offset and self.app.topics.acks_enabled_for(tp.topic):
                    consumer.seek(tp, 0)
        return committed


class Consumer(CarefulConsumer, driver.Consumer):
    """Hands its partitions over only when their last events are finished and flushed."""

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    @Service.task
    async def _commit_handler(self) -> None:
        # Faust's own warns at every commit that takes longer than the interval: here each waits
        # for a real flush, so on a busy machine that is no news.
        while not self.should_stop:
            await self.sleep(self.commit_interval)
            await self.commit()

    @Service.task
    async def _commit_livelock_detector(self) -> None:
        # Faust looks for stuck partitions two and a half commits apart; it looks for minutes.
        while not self.should_stop:
            await self.sleep(STUCK_EVERY_SECONDS)
            if not self.app.rebalancing:
                await self.verify_all_partitions_active()

    @Service.task
    async def _lost_deliveries(self) -> None:
        """Read again what was dropped on its way to an agent: recovery empties the queues last.

        Such events hold back the commit, so they are not lost for good, but without this the
        partition would wait for the next rebalance.
        """
        before: dict[TP, tuple[int, int | None]] = {}
        while not self.should_stop:
            await self.sleep(LOST_AFTER_SECONDS)
            now = {
                tp: (len(waiting), waiting.committable())
                for tp, waiting in self.outstanding.items()
                if len(waiting)
            }
            stands_still = bool(now) and now == before
            if stands_still and self._working():
                gc.collect()  # a dropped event that a cycle holds looks like one being worked on
            if stands_still and self._calm():
                self.log.warning(
                    "Reading again what was dropped on its way to an agent: %s", sorted(now)
                )
                self.stop_flow()
                await self.perform_seek()
                self.resume_flow()
                now = {}
            before = now

    def _calm(self) -> bool:
        """Whether events should be flowing and none is being worked on."""
        app: Any = self.app
        flowing = self.flow_active and app.flow_control.is_active()
        return flowing and not (app.rebalancing or app.in_recovery or self._working())

    async def _goes_on(self, tp: TP, message: Message) -> bool:
        """Whether a partition's first delivery is where the commit stands; else go back there.

        A fetch that was under way while recovery sought the commit brings what lies beyond it.
        """
        before = self.outstanding.get(tp)
        begun = before is not None and (len(before) or before.committable() is not None)
        if begun or not self.app.topics.acks_enabled_for(message.topic):
            return True
        committed = self._committed_offset[tp] or 0
        if message.offset <= committed:
            return True
        first = max(committed, (await self.earliest_offsets(tp)).get(tp, 0))
        if message.offset <= first:
            return True
        await self.seek(tp, first)
        return False

    def ack(self, message: Message) -> bool:
        """Count an event as finished, unless a rebalance has taken it away meanwhile."""
        current: bool = message.generation_id == self.app.consumer_generation_id
        if not (current and self.app.flow_control.is_active()):
            return False
        return bool(super().ack(message))

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Finish what the agents are working on, drop what waits, commit, let go.

        A worker that still wrote to a changelog after another one has read it would undo the
        other's folds at the next recovery.
        """
        self.stop_flow()
        self.app.flow_control.clear()
        await self._in_flight_finished()
        await super().on_partitions_revoked(revoked)

    async def _in_flight_finished(self) -> None:
        started = time.monotonic()
        collected = False
        while self._working():
            waited = time.monotonic() - started
            if waited > IN_FLIGHT_SECONDS:
                self.log.warning("Events still unfinished after %.0f s at a rebalance", waited)
                return
            if waited > COLLECT_AFTER_SECONDS and not collected:
                gc.collect()  # what the queues dropped may be held by a cycle only
                collected = True
            await asyncio.sleep(0.01)

    def _working(self) -> bool:
        return any(not message.acked for message in self.unacked)


class Buffer(CarefulBuffer):
    """Counts what enters and leaves, so that a flush has an end while more comes in."""

    entered: int = 0
    left: int = 0

    def put(self, fut: FutureMessage) -> None:
        """Take a changelog record, to be sent in turn."""
        self.entered += 1
        super().put(fut)

    async def _send_pending(self, fut: FutureMessage) -> None:
        try:
            await super()._send_pending(fut)
        finally:
            self.left += 1

    async def drain(self) -> None:
        """Return when all that had entered by now has reached the producer."""
        goal = self.entered
        while self.left < goal:
            self.message_sent.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.message_sent.wait(), timeout=0.1)


class Producer(CarefulProducer, driver.Producer):
    """Sends in order and never twice, whatever is retried."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buffer: Buffer = Buffer(loop=self.loop, beacon=self.beacon)
        self.buffer.app = self.app

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    async def flush(self) -> None:
        """Wait for every record sent so far; raises `ProducerSendError` if one was lost.

        What is sent meanwhile is not waited for: a busy worker would never commit.
        """
        await self.buffer.drain()
        if self._producer is not None:
            await self._producer.flush()
        await asyncio.sleep(0)  # lets the callbacks of the last batch run
        if self.failure is not None:
            raise ProducerSendError(f"a record could not be delivered: {self.failure!r}")


class Transport(driver.Transport):
    """The transport behind `regwatch-kafka://host:port`."""

    Consumer = Consumer
    Producer = Producer
