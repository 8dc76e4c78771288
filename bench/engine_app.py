"""One case of `bench.engine`: runs the app until every item came out, writes what it took."""

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import faust
from faust.transport.consumer import Consumer as StockConsumer
from faust.types import TP
from mode.supervisors import CrashingSupervisor
from yarl import URL

from broker import Message, connect
from broker.embedded.consumer import Consumer
from broker.embedded.merge import Row
from broker.embedded.partitioner import partition_for
from broker.embedded.session import Session
from broker.embedded.transport import Transport
from broker.faust_app import app_on
from broker.log import Partition, Span
from schemas.topics import TopicSpec

CASES = ("lists", "lists, stock loop", "embedded")
PARTITIONS = 4
TOPICS = ("in", "middle", "out", "bench-counts-changelog")
VALUE = b'{"title": "a line of about the length of a headline, fined 1.2 million"}' * 8
RAW = {
    "key_type": bytes,
    "value_type": bytes,
    "key_serializer": "raw",
    "value_serializer": "raw",
}


class ListSession(Session):
    """Keeps records in Python lists, with the same holding and ordering."""

    def __init__(self) -> None:
        self.rows: dict[TP, list[Row]] = {
            TP(topic, number): [] for topic in TOPICS for number in range(PARTITIONS)
        }
        self.ids = {tp: number for number, tp in enumerate(self.rows)}
        self._seq = itertools.count()
        self._order = 0
        self.failure = None
        self._direct: list[Any] = []
        self._held: dict[Partition, Any] = {}

    def partitions(self, topic: str) -> int:
        """Every topic has as many."""
        return PARTITIONS

    def settle(self, offsets: Mapping[Partition, int]) -> bool:
        """Release what these commits allow."""
        entries = self._released(offsets)
        for entry in entries:
            self.add(entry.message)
        return bool(entries or offsets)

    def add(self, message: Message) -> None:
        """Append one record."""
        number = message.partition
        if number is None:
            number = partition_for(message.key, PARTITIONS)
        tp = TP(message.topic, number)
        rows = self.rows[tp]
        seq = next(self._seq)
        rows.append(Row(seq, self.ids[tp], len(rows), 0, message.key, None, message.value))

    def close(self) -> None:
        """Nothing is open."""


class ListReader:
    """Reads those lists, in the order of appending."""

    def __init__(self, session: ListSession) -> None:
        self._rows = session.rows
        self._positions = dict.fromkeys(session.rows, 0)
        self.news = asyncio.Event()

    def assign(self, partitions: Iterable[TP]) -> None:
        """Everything is read anyway."""

    async def fetch(
        self,
        partitions: Iterable[TP],
        limit: int,
        timeout: float,  # noqa: ASYNC109
    ) -> dict[TP, list[Row]]:
        """What is new, a share of `limit` from each partition."""
        self.news.clear()
        found: dict[TP, list[Row]] = {}
        for tp in partitions:
            start = self._positions[tp]
            if rows := self._rows[tp][start : start + limit // 8]:
                found[tp] = rows
                self._positions[tp] = start + len(rows)
        if not found:
            await asyncio.wait([asyncio.ensure_future(self.news.wait())], timeout=0.02)
        return found

    def rewind(self, group: str, partitions: Iterable[TP], *, latest: bool) -> dict[TP, int]:
        """Nothing was ever committed."""
        return dict.fromkeys(partitions, 0)

    def seek(self, tp: TP, offset: int) -> None:
        """Go on at `offset`."""
        self._positions[tp] = offset

    def position(self, tp: TP) -> int:
        """The next offset to read."""
        return self._positions[tp]

    def end(self, tp: TP) -> int:
        """The offset after the last record."""
        return len(self._rows[tp])

    def spans(self, partitions: Iterable[TP]) -> dict[TP, Span]:
        """What these partitions hold."""
        return {tp: Span(0, len(self._rows[tp])) for tp in partitions}

    def close(self) -> None:
        """Nothing is open."""


class ListTransport(Transport):
    """The embedded transport with the file taken out."""

    lists: ListSession

    def join(self) -> None:
        """Use the lists."""
        self._session, self._reader = self.lists, ListReader(self.lists)  # type: ignore[assignment]
        self._members += 1


class StockListConsumer(Consumer):
    """Delivers as Faust itself does: two tasks for each message."""

    _drain_messages = StockConsumer._drain_messages
    _new_offset = StockConsumer._new_offset


class StockListTransport(ListTransport):
    """Lists, with Faust's own delivery loop."""

    Consumer = StockListConsumer


def fill(case: str, items: int, path: Path) -> Iterator[Message]:
    """The items to be processed."""
    for number in range(items):
        yield Message(topic="in", key=b"group-%d" % (number % 97), value=VALUE)


def app_for(case: str, items: int, path: Path) -> faust.App:
    """The app of this case, its log filled."""
    url = f"sqlite:///{path}"
    app = app_on(url, "bench", partitions=PARTITIONS)
    messages = list(fill(case, items, path))
    if case == "embedded":
        log = connect(url)
        log.ensure(TopicSpec(name=name, partitions=PARTITIONS) for name in TOPICS)
        for start in range(0, items, 500):
            log.append(messages[start : start + 500])
        log.close()
        return app
    kind = ListTransport if case == "lists" else StockListTransport
    transport = kind([URL(url)], app)
    transport.lists = ListSession()
    for message in messages:
        transport.lists.add(message)
    app.transport = transport
    return app


def add_agents(app: faust.App, items: int, result: Path) -> None:
    """Two hops and a table; the second one stops the clock."""
    counts = app.Table("counts", key_type=bytes, value_type=bytes, partitions=PARTITIONS)
    middle, out = app.topic("middle", **RAW), app.topic("out", **RAW)
    began: list[tuple[float, float]] = []

    async def first(stream: Any) -> None:
        async for event in stream.noack().events():
            if not began:
                began.append((time.perf_counter(), time.process_time()))
            await middle.send(key=event.key, value=event.value)
            event.ack()

    async def second(stream: Any) -> None:
        done = 0
        async for event in stream.noack().events():
            try:
                count = int(counts[event.key])
            except KeyError:
                count = 0
            counts[event.key] = b"%d" % (count + 1)
            await out.send(key=event.key, value=event.value)
            event.ack()
            done += 1
            if done == items:
                _report(result, items, *began[0])

    app.agent(app.topic("in", **RAW), name="first", supervisor_strategy=CrashingSupervisor)(first)
    app.agent(middle, name="second", supervisor_strategy=CrashingSupervisor)(second)


def _report(result: Path, items: int, wall: float, cpu: float) -> None:
    took, used = time.perf_counter() - wall, time.process_time() - cpu
    result.write_text(json.dumps({"cpu_rate": items / used, "rate": items / took}))
    os._exit(0)


def main() -> None:
    """`case items path`."""
    case, items, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    app = app_for(case, items, path)
    add_agents(app, items, path.with_suffix(".json"))
    faust.Worker(
        app, quiet=True, loglevel="WARN", override_logging=False
    ).execute_from_commandline()


if __name__ == "__main__":
    main()
