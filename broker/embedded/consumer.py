"""What Faust reads: all partitions in the order of appending, committed with what they produced."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from faust.transport.consumer import RecordMap
from faust.types import TP, ConsumerMessage, Message
from faust.types.transports import SchedulingStrategyT, TPorTopicSet
from mode import Seconds, Service

from broker.embedded.assignment import assign
from broker.embedded.merge import Row
from broker.embedded.partitioner import partition_for
from broker.embedded.write import decode_headers
from broker.faust_driver import CarefulConsumer
from broker.log import BrokerError, Partition

if TYPE_CHECKING:
    from broker.embedded.transport import Transport

_BATCH = 500
_FULL_PAUSE = 0.002
_HOUSEKEEPING_SECONDS = 300.0
_DRAIN_PAUSE = 0.01
_RECOVERY_PAUSE = 0.05


class Consumer(CarefulConsumer):
    """The only member of its group: a lock sees to that."""

    transport: "Transport"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._subscribed: set[str] = set()
        self._assigned: set[TP] = set()
        self._rebalances = asyncio.Lock()
        super().__init__(*args, **kwargs)
        self.scheduler = AppendOrder()

    async def on_start(self) -> None:
        """Take the worker's lock and open the session."""
        await super().on_start()
        if not self.app.client_only:
            self.transport.lock.acquire()
        self.transport.join()
        self.transport.on_settle = self.settle

    async def on_stop(self) -> None:
        """Commit what is finished, then let the next worker in."""
        await super().on_stop()
        self.transport.leave()
        self.transport.lock.release()

    # -- assignment -----------------------------------------------------------------------------

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Be given every partition of `topics`, as soon as this call has returned."""
        wanted = set(topics)
        if wanted != self._subscribed:
            self._subscribed = wanted
            self.add_future(self._rebalance(wanted))

    async def _rebalance(self, topics: set[str]) -> None:
        # One at a time: a second must find the first one's partitions, and finish their events.
        async with self._rebalances:
            try:
                assigned = assign(self.app, topics, self.transport.session.partitions)
            except BrokerError as error:
                await self.crash(error)
                return
            # Before the tables are read back: a compacted changelog is read much faster.
            await self._tidy()
            if self._assigned:
                await self._finish_events()
            await self._hand_over(assigned)

    async def _hand_over(self, assigned: set[TP]) -> None:
        self.app.on_rebalance_start()
        await self.on_partitions_revoked(self._assigned)
        self._assigned = assigned
        self.transport.reader.assign(assigned)
        self.app.consumer_generation_id += 1
        await self.on_partitions_assigned(set(assigned), self.app.consumer_generation_id)

    async def _finish_events(self) -> None:
        """Let the agents finish what they were given, so that nothing of it is produced twice."""
        self.pause_partitions(self._assigned)
        while not self.should_stop and any(map(len, self.outstanding.values())):
            await asyncio.sleep(_DRAIN_PAUSE)
            self.settle()

    def assignment(self) -> set[TP]:
        """Every partition of the subscribed topics."""
        return self._assigned

    # -- fetch ----------------------------------------------------------------------------------

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> RecordMap:  # noqa: ASYNC109
        # One full buffer holds all partitions back: the order of appending is kept.
        if self._buffered_partitions and not self.app.in_recovery:
            await asyncio.sleep(_FULL_PAUSE)
            return {}
        partitions = self._assigned if active_partitions is None else active_partitions
        if self.app.rebalancing and not self.app.client_only:
            # Recovery resumes the streams before it seeks: what came in between would come twice.
            partitions = {tp for tp in partitions if self._is_changelog_tp(tp)}
            timeout = min(timeout, _RECOVERY_PAUSE)
        return await self.transport.reader.fetch(partitions, _BATCH, timeout)

    def _to_message(self, tp: TP, record: Row) -> ConsumerMessage:
        return ConsumerMessage(
            tp.topic,
            tp.partition,
            record.offset,
            record.timestamp / 1000,
            0,
            list(decode_headers(record.headers)),
            record.key,
            record.value,
            None,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Go to where the group left off, or to where `consumer_auto_offset_reset` says."""
        streams = [tp for tp in self._assigned if not self._is_changelog_tp(tp)]
        latest = self.app.conf.consumer_auto_offset_reset == "latest"
        return self.transport.reader.rewind(self.app.conf.id, streams, latest=latest)

    async def _seek(self, partition: TP, offset: int) -> None:
        self.transport.reader.seek(partition, offset)

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        """Go to these offsets."""
        for tp, offset in partitions.items():
            await self.seek(tp, offset)

    async def position(self, tp: TP) -> int | None:
        """The next offset to read."""
        return self.transport.reader.position(tp)

    def highwater(self, tp: TP) -> int:
        """The offset after the last record, as of the last look."""
        return self.transport.reader.end(tp)

    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:
        """The offset after the last record, as of now."""
        return {tp: span.end for tp, span in self.transport.reader.spans(partitions).items()}

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        """The first offset there is, as of now."""
        return {tp: span.first for tp, span in self.transport.reader.spans(partitions).items()}

    # -- commit ---------------------------------------------------------------------------------

    def ack(self, message: Message) -> bool:
        """Finish an event: it is committed, with what it produced, a few milliseconds later."""
        acked = super().ack(message)
        if acked:
            self.transport.settle_soon()
        return acked

    async def force_commit(
        self, topics: TPorTopicSet | None = None, start_new_transaction: bool = True
    ) -> bool:
        """Commit everything that is finished, whatever the topic."""
        return self.settle()

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        return self.transport.write(offsets)

    def settle(self) -> bool:
        """Write what finished events produced and commit them, in one transaction."""
        offsets = self._filter_committable_offsets(
            tp for tp, acked in self._acked.items() if acked and tp in self._assigned
        )
        settled = self.transport.write(offsets)
        if offsets:
            self._committed_offset.update(offsets)
            self.app.monitor.on_tp_commit(offsets)
        return settled

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Forget what unfinished events produced: they are read again by whoever comes next."""
        await super().on_partitions_revoked(revoked)
        for tp in revoked:
            self.transport.session.forget(Partition(*tp))

    # -- topics ---------------------------------------------------------------------------------

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
        """Create a topic if it is missing."""
        await self.app.producer.create_topic(
            topic, partitions, replication, retention=retention, compacting=compacting
        )

    def topic_partitions(self, topic: str) -> int | None:
        """How many partitions a topic has."""
        return self.transport.session.partitions(topic)

    def key_partition(
        self, topic: str, key: bytes | None, partition: int | None = None
    ) -> int | None:
        """Where a key lives, unless `partition` says so."""
        if partition is not None:
            return partition
        return partition_for(key, self.transport.session.partitions(topic))

    def _new_topicpartition(self, topic: str, partition: int) -> TP:
        return TP(topic, partition)

    # -- housekeeping ---------------------------------------------------------------------------

    @Service.task
    async def _housekeeping(self) -> None:
        async for _late in self.itertimer(_HOUSEKEEPING_SECONDS, name="housekeeping"):
            await self._tidy()

    async def _tidy(self) -> None:
        try:
            await asyncio.to_thread(self.transport.compact)
        except BrokerError as error:
            self.log.warning("Old records were not cleared away: %s", error)


class AppendOrder(SchedulingStrategyT):
    """Hands a batch on in the order its records were appended, not in turns between topics."""

    def __init__(self) -> None:
        """Nothing to set."""

    @classmethod
    def map_from_records(cls, records: Mapping[TP, list[Any]]) -> Any:
        """Nothing to prepare."""
        return records

    def iterate(self, records: Mapping[TP, list[Any]]) -> Iterator[tuple[TP, Any]]:
        """Every record with its partition, by sequence number."""
        return self.records_iterator(records)

    def records_iterator(self, index: Any) -> Iterator[tuple[TP, Any]]:
        """Every record with its partition, by sequence number."""
        names = {rows[0].partition: tp for tp, rows in index.items() if rows}
        for row in sorted(chain.from_iterable(index.values()), key=attrgetter("seq")):
            yield names[row.partition], row
