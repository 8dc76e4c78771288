"""What an operator may set about pulling; times are timedeltas, sizes bytes."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from feeds.fetch import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """Bounds of the time between two polls of one feed.

    `shortest` holds whatever a publisher allows, `longest` whatever it asks; a feed that fails
    waits `shortest` doubled with every failure, up to `longest`. `jitter` is the share of the wait
    that chance may add, so that feeds do not march in step.
    """

    shortest: dt.timedelta = dt.timedelta(minutes=5)
    longest: dt.timedelta = dt.timedelta(hours=24)
    retry_after_longest: dt.timedelta = dt.timedelta(days=7)
    jitter: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """When a permanent redirect is believed: seen by so many polls over so much time."""

    polls: int = 3
    age: dt.timedelta = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PullSettings:
    """How to pull. `pool` fetches at once, of which `per_host` on one host.

    `max_entries` of one document are read; `dead_letter_bytes` of an unreadable body are kept;
    `entries_kept` is how long an entry is remembered after a feed last showed it.
    """

    folder: Path = Path("var/feeds")
    pool: int = 64
    per_host: int = 2
    limits: Limits = field(default_factory=Limits)
    cadence: Cadence = field(default_factory=Cadence)
    moves: Moves = field(default_factory=Moves)
    parse_seconds: float = 20.0
    max_entries: int = 5_000
    dead_letter_bytes: int = 64 * 1024
    entries_kept: dt.timedelta = dt.timedelta(days=730)
    health_every: dt.timedelta = dt.timedelta(seconds=30)
