"""The thread that keeps the rows current.

It reads from the stored positions, applies batch by batch, and tells the listeners. A log that
cannot be reached is retried for ever with a growing pause; meanwhile `Progress` says so, and
`/readyz` with it. A log that is shorter than what was read from it, or holds another record where
reading stopped, is another log: start over.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from broker import BrokerError, Log, Partition, Record, Span
from dashboard.model.apply import Applied, Applier
from dashboard.model.database import Database
from schemas.topics import TopicSpec

Listener = Callable[[Applied], None]
BATCH = 2000
PAUSES = (0.25, 0.5, 1.0, 2.0, 5.0)
logger = structlog.get_logger("regwatch.dashboard")


@dataclass(slots=True)
class Progress:
    """How far the model is. `seen_at` is when the log last answered, by the model's clock."""

    caught_up: bool = False
    seen_at: float = 0.0
    error: str = ""
    generation: int = 0


class Follower:
    """Owns the thread. `clock` counts seconds, from any start."""

    def __init__(
        self, log: Log, applier: Applier, database: Database, *, clock: Callable[[], float]
    ) -> None:
        self._log = log
        self._applier = applier
        self._database = database
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="read-model", daemon=True)
        self.progress = Progress()
        self.listeners: list[Listener] = []

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end and wait for it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def positions(self) -> dict[Partition, int]:
        """The next offset to read, as stored with the rows."""
        rows = self._database.all("SELECT topic, part, next FROM position")
        return {Partition(row["topic"], row["part"]): row["next"] for row in rows}

    def lag(self) -> dict[Partition, int]:
        """Records that are in the log and not yet in the model. Raises `BrokerError`."""
        positions = self.positions()
        return {
            place: max(0, span.end - positions.get(place, span.first))
            for place, span in self._spans().items()
        }

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                self._follow()
                failures = 0
            except BrokerError as error:
                self.progress.error = str(error)
                logger.warning("log unreachable", error=str(error))
                self._stop.wait(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
            except Exception:
                self.progress.error = "the read model failed: see the log output"
                logger.exception("read model failed")
                self._stop.wait(PAUSES[-1])

    def _follow(self) -> None:
        self._start_over_if_shorter()
        ends = {place: span.end for place, span in self._spans().items() if span.end > span.first}
        reached: dict[Partition, int] = self.positions()
        last = self._last_read()
        start = {place: offset for place, (offset, _) in last.items()}  # once more, to compare
        batches = self._log.read(
            self._applier.topics, start=start, follow=True, stop=self._stop.is_set, batch=BATCH
        )
        for batch in batches:
            records = unread(batch, last)
            if records is None:
                logger.warning("another log than the read model was made from: rebuilding it")
                self._database.rebuild()
                return
            if records:
                self._apply(records)
                reached |= {Partition(r.topic, r.partition): r.offset + 1 for r in records}
            at_end = not batch or all(reached.get(p, 0) >= end for p, end in ends.items())
            if at_end and not self.progress.caught_up:
                self._database.index()
                self.progress.caught_up = True
            self.progress.seen_at = self._clock()
            self.progress.error = ""

    def _last_read(self) -> dict[Partition, tuple[int, int]]:
        """Offset and timestamp of the record of every partition that was read last."""
        rows = self._database.all("SELECT topic, part, next, stamp FROM position")
        return {Partition(row[0], row[1]): (row[2] - 1, row[3]) for row in rows}

    def _apply(self, records: list[Record]) -> None:
        with self._database.write() as connection:
            applied = self._applier.apply(connection, records)
        applied.live = self.progress.caught_up
        if applied.changed:
            self.progress.generation += 1
        for listener in self.listeners:
            listener(applied)

    def _spans(self) -> dict[Partition, Span]:
        return {
            Partition(topic, number): span
            for topic in self._applier.topics
            for number, span in self._log.spans(topic).items()
        }

    def _start_over_if_shorter(self) -> None:
        spans = self._spans()
        if any(spans.get(p, Span(0, 0)).end < offset for p, offset in self.positions().items()):
            logger.warning("the log is shorter than the read model: rebuilding it")
            self._database.rebuild()


def unread(records: list[Record], last: dict[Partition, tuple[int, int]]) -> list[Record] | None:
    """The records behind `last`; None if the one there is not the one that was read."""
    found = []
    for record in records:
        offset, stamp = last.get(Partition(record.topic, record.partition), (-1, 0))
        if record.offset > offset:
            found.append(record)
        elif record.timestamp != stamp:
            return None
    return found


def missing(log: Log, specs: list[TopicSpec]) -> list[TopicSpec]:
    """Those topics that do not exist yet. Raises `BrokerError`."""
    known = log.topics()
    return [spec for spec in specs if spec.name not in known]
