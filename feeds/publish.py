"""Steps -> archive, state, log: in this order, so that a kill at any point loses and doubles none.

1. The responses go into the archive. 2. One transaction of the state file records the new states,
the entries and every message to publish. 3. The messages are appended to the log. 4. The outbox is
cleared. A start after a crash finds the outbox, looks up which of its messages the log already
has, and appends the rest.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from broker.log import Log, Message, Partition
from feeds.archive import ArchiveWriter, Exchange, Place
from feeds.state.store import StateStore, Step

# Clocks of the puller and the log may differ; the log is searched from this much earlier on.
_MARGIN = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One step and the response that goes into the archive for it, with its number of items."""

    step: Step
    exchange: Exchange | None = None
    items: int = 0


class Publisher:
    """Writes to one log for one state file. Not for several threads at once."""

    def __init__(self, log: Log, store: StateStore, archive: ArchiveWriter | None = None) -> None:
        self._log = log
        self._store = store
        self._archive = archive

    def resume(self) -> int:
        """Publish what an earlier run recorded and may not have published; gives the number sent.

        Raises `BrokerError` if the log cannot be reached; nothing is lost then.
        """
        self._index([Place(**record) for record in self._store.unindexed()])  # type: ignore[arg-type]
        waiting = [message for _, message in self._store.outbox()]
        missing = _missing(self._log, waiting) if waiting else []
        if missing:
            self._log.append(missing)
        self._store.published()
        return len(missing)

    def publish(self, publications: Sequence[Publication]) -> int:
        """Make `publications` durable everywhere; gives the number of messages.

        Raises `BrokerError` if the log cannot be reached: the messages wait in the outbox, and
        `resume` sends them. Raises `ArchiveError` before anything was promised.
        """
        steps, places = self._archived(publications)
        self._store.intend(steps)
        self._index(places)
        messages = [message for step in steps for message in step.messages]
        if messages:
            self._log.append(messages)
        if messages or places:
            self._store.published()
        return len(messages)

    def _archived(self, publications: Sequence[Publication]) -> tuple[list[Step], list[Place]]:
        kept = [(p.exchange, p.items) for p in publications if p.exchange is not None]
        places = self._archive.write(kept) if self._archive and kept else []
        steps = [p.step for p in publications]
        if places:
            records = tuple(place.to_dict() for place in places)
            steps[0] = replace(steps[0], unindexed=records)
        return steps, places

    def _index(self, places: Sequence[Place]) -> None:
        if self._archive is not None and places:
            self._archive.index.add(places)


def _missing(log: Log, waiting: Sequence[Message]) -> list[Message]:
    """Those of `waiting` that `log` does not hold, in order."""
    had: set[tuple[str, bytes | None, bytes | None]] = set()
    margin = _MARGIN // dt.timedelta(milliseconds=1)
    for topic in {message.topic for message in waiting}:
        stamps = [m.timestamp for m in waiting if m.topic == topic and m.timestamp is not None]
        since = max(min(stamps, default=0) - margin, 0)
        start = {
            Partition(topic, number): offset
            for number, offset in log.offset_at(topic, since).items()
        }
        for batch in log.read([topic], start=start):
            had.update((record.topic, record.key, record.value) for record in batch)
    return [m for m in waiting if (m.topic, m.key, m.value) not in had]
