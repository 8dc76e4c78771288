"""Rate limits: a token bucket for every client, with the clock passed in. Pure."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """What is left of a client's allowance, and when that was."""

    left: float
    at: float


class Limiter:
    """`rate` requests a second with `burst` at once; remembers the most recent `clients`."""

    def __init__(self, *, rate: float, burst: int, clients: int = 10_000) -> None:
        self._rate = rate
        self._burst = burst
        self._clients = clients
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """0.0 if the request may pass (and is counted), else the seconds until one may."""
        bucket = self._buckets.setdefault(client, Bucket(float(self._burst), now))
        self._buckets.move_to_end(client)
        if len(self._buckets) > self._clients:
            self._buckets.popitem(last=False)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0.0
        return (1 - bucket.left) / self._rate
