"""From the follower's thread to the open streams: what is new, kept for the slower listeners.

`publish` is called in the follower's thread; everything else runs in the server's event loop. Each
listener walks the ring at its own pace and wakes when there is more.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import orjson

from broker import Partition
from dashboard.metrics import Metrics
from dashboard.model.apply import Applied
from schemas.alert import Alert

RING = 5000
NAMED = 200  # groups and cases named in a change; beyond, a client reloads all it shows


class Event(NamedTuple):
    """One event for the streams. Alerts have a place in the log, changes have none."""

    number: int
    seq: int
    place: Partition | None
    offset: int
    alert: Alert | None
    body: bytes


class Hub:
    """Fans events out. `attach` before use, from inside the loop."""

    def __init__(self, metrics: Metrics, *, now: Callable[[], float] = time.time) -> None:
        self._metrics = metrics
        self._now = now
        self._ring: deque[Event] = deque(maxlen=RING)
        self._number = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event = asyncio.Event()
        self.closing = False
        self.epoch = 0

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver in `loop` from now on."""
        self._loop = loop

    def publish(self, applied: Applied) -> None:
        """Hand over what a batch changed. Called in the follower's thread."""
        if self._loop is None or self._loop.is_closed() or not applied.changed:
            return
        self._loop.call_soon_threadsafe(self._add, applied)

    @property
    def number(self) -> int:
        """The number of the latest event."""
        return self._number

    def since(self, number: int) -> list[Event] | None:
        """Events after `number`; None if the ring no longer reaches back to it."""
        if self._ring and number < self._ring[0].number - 1:
            return None
        missing = self._number - number
        return list(self._ring)[-missing:] if missing > 0 else []

    async def wait(self, seconds: float) -> None:
        """Until there is news, at most so long."""
        news = self._news
        try:
            await asyncio.wait_for(news.wait(), seconds)
        except TimeoutError:
            return

    def reconnect(self) -> None:
        """Let the open streams go, so that their clients come back to the run that is live now."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._next_epoch)

    def _next_epoch(self) -> None:
        self.epoch += 1
        self._ring.clear()
        self._wake()

    def close(self) -> None:
        """Let every listener go."""
        self.closing = True
        self._wake()

    def _add(self, applied: Applied) -> None:
        for new in applied.alerts:
            if applied.live:
                self._metrics.alert_latency.observe(max(0.0, self._now() - new.logged / 1000))
            body = b"event: alert\ndata: " + one_line(new.raw) + b"\n\n"
            place = Partition(new.topic, new.partition)
            self._push(new.seq, place, new.offset, new.alert, body)
        self._push(0, None, 0, None, _change(applied))
        self._wake()

    def _push(
        self, seq: int, place: Partition | None, offset: int, alert: Alert | None, body: bytes
    ) -> None:
        self._number += 1
        self._ring.append(Event(self._number, seq, place, offset, alert, body))

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def one_line(raw: bytes) -> bytes:
    """JSON without line breaks, whatever its writer put between the tokens."""
    return raw if b"\n" not in raw and b"\r" not in raw else orjson.dumps(orjson.loads(raw))


def _change(applied: Applied) -> bytes:
    many = len(applied.groups) > NAMED or len(applied.cases) > NAMED
    data = {
        "groups": [] if many else sorted(applied.groups),
        "cases": [] if many else sorted(applied.cases),
        "many": many,
    }
    return b"event: change\ndata: " + orjson.dumps(data) + b"\n\n"
