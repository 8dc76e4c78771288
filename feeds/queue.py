"""Which feed to poll next: due times, at most so many at once on a host, hosts left alone.

A feed whose host is busy waits beside the queue, so a slow host takes no place from the others.
"""

import datetime as dt
import heapq
from collections import defaultdict, deque


class PollQueue:
    """Feeds by due time. Knows no clock: `now` is given."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._due: list[tuple[dt.datetime, str, str]] = []
        self._ready: deque[tuple[str, str]] = deque()
        self._waiting: dict[str, deque[str]] = defaultdict(deque)
        self._active: dict[str, int] = defaultdict(int)
        self._blocked: dict[str, dt.datetime] = {}

    def __len__(self) -> int:
        waiting = sum(len(queue) for queue in self._waiting.values())
        return len(self._due) + len(self._ready) + waiting

    def add(self, feed: str, host: str, due: dt.datetime) -> None:
        """Poll `feed` on `host` once `due` has come."""
        heapq.heappush(self._due, (due, feed, host))

    def hasten(self, feed: str, now: dt.datetime) -> bool:
        """Have a queued feed due at once; False if it is not queued (it is being polled)."""
        for index, (_, queued, host) in enumerate(self._due):
            if queued == feed:
                self._due[index] = (now, feed, host)
                heapq.heapify(self._due)
                return True
        return False

    def block(self, host: str, until: dt.datetime) -> None:
        """Start nothing on `host` before `until`."""
        self._blocked[host] = max(until, self._blocked.get(host, until))

    def blocked_until(self, host: str, now: dt.datetime) -> dt.datetime | None:
        """Until when `host` is left alone, or None."""
        until = self._blocked.get(host)
        if until is not None and until <= now:
            del self._blocked[host]
            return None
        return until

    def take(self, now: dt.datetime) -> tuple[str, str] | None:
        """The next feed to poll and its host, which counts as busy until `done`."""
        while self._ready or (self._due and self._due[0][0] <= now):
            feed, host = self._ready.popleft() if self._ready else heapq.heappop(self._due)[1:]
            until = self.blocked_until(host, now)
            if until is not None:
                self.add(feed, host, until)
            elif self._active[host] >= self._per_host:
                self._waiting[host].append(feed)
            else:
                self._active[host] += 1
                return feed, host
        return None

    def done(self, host: str) -> None:
        """A poll on `host` has ended: the next one that waits for it may go."""
        self._active[host] -= 1
        if not self._active[host]:
            del self._active[host]
        if self._waiting[host]:
            self._ready.append((self._waiting[host].popleft(), host))
        if not self._waiting[host]:
            del self._waiting[host]

    def next_due(self) -> dt.datetime | None:
        """When the next feed is due, not counting those that wait for a host."""
        return self._due[0][0] if self._due else None
