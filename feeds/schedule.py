"""When to poll a feed next: a pure function of its rate, the server's wishes and its failures."""

import datetime as dt
from dataclasses import dataclass

from feeds.settings import Cadence

# Poll twice per expected entry: on average half a gap passes before an entry is seen.
POLLS_PER_ENTRY = 2
# A feed that has been silent for long is asked less often: once per tenth of its silence.
SILENCE_SHARE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known about one feed's pace.

    `rate` is entries a week; `silence` the time since the newest entry; `fresh` what the answer's
    caching headers allow, `ttl` what the document itself asks (ttl, sy:updatePeriod); `fixed` the
    interval an operator set in the catalog, which only a failure lengthens; `pushed` that a hub
    tells of news, so that polls are only a net below it.
    """

    rate: float
    silence: dt.timedelta | None = None
    fresh: dt.timedelta | None = None
    ttl: dt.timedelta | None = None
    fixed: dt.timedelta | None = None
    pushed: bool = False
    failures: int = 0
    retry_after: dt.timedelta | None = None


def wait(pace: Pace, cadence: Cadence, chance: float) -> dt.timedelta:
    """The time until the next poll; `chance` in [0, 1) is the draw for the jitter."""
    base = _after_failure(pace, cadence) if pace.failures else _after_success(pace, cadence)
    jittered = base * (1 + cadence.jitter * chance)
    if pace.retry_after is not None:
        asked = min(pace.retry_after, cadence.retry_after_longest)
        return max(jittered, asked * (1 + cadence.jitter * chance))
    return jittered


def _after_success(pace: Pace, cadence: Cadence) -> dt.timedelta:
    if pace.fixed is not None:
        return pace.fixed
    if pace.pushed:
        return cadence.longest
    own = dt.timedelta(weeks=1) / max(pace.rate, 0.01) / POLLS_PER_ENTRY
    if pace.silence is not None:
        own = max(own, pace.silence / SILENCE_SHARE)
    asked = max(pace.fresh or dt.timedelta(0), pace.ttl or dt.timedelta(0))
    return min(max(own, asked, cadence.shortest), cadence.longest)


def _after_failure(pace: Pace, cadence: Cadence) -> dt.timedelta:
    shortest = pace.fixed or cadence.shortest
    doublings: int = min(pace.failures - 1, 20)
    return max(min(shortest * (1 << doublings), cadence.longest), shortest)
