"""Where each record lives: topic names, keys, partitions, compaction and retention.

A run is a complete set of topics. The live run's are `regwatch.items` and so on; a shadow run NAME
has `regwatch-NAME.items`, so that two runs never share a record, an offset or a table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from schemas.words import Kind

LIVE = "live"
DEFAULT_PARTITIONS = 4
RUNS = "regwatch.runs"
LIVE_KEY = b"live"
_RUN_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSpec:
    """What a topic must be created as. `retention` None keeps for ever."""

    name: str
    partitions: int
    compacted: bool = False
    retention: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics of one run. Raises `ValueError` for a run name that no topic could carry.

    | topic | key | value |
    | --- | --- | --- |
    | items | item id | `Item` |
    | mentions | group key | `Reading` |
    | decisions | group key | `Decision` |
    | cases | case id | `Case` (compacted) |
    | placements | mention id | `Placement` (compacted) |
    | tallies | group key | `Tally` (compacted) |
    | alerts_* | group key | `Alert` |
    | dead_letters | letter id | `DeadLetter` |
    | feeds | feed id | `FeedHealth` (compacted) |
    """

    run: str = LIVE
    partitions: int = DEFAULT_PARTITIONS
    dead_letter_retention: timedelta = timedelta(days=90)

    def __post_init__(self) -> None:
        if not _RUN_NAME.fullmatch(self.run):
            raise ValueError(
                f"run name {self.run!r}: use lower-case letters, digits and dashes, at most 40"
            )

    @property
    def prefix(self) -> str:
        """What every topic, table and consumer group of this run starts with."""
        return "regwatch" if self.run == LIVE else f"regwatch-{self.run}"

    @property
    def items(self) -> TopicSpec:
        """Feed entries in, kept: they are what a replay starts from."""
        return self._spec("items")

    @property
    def mentions(self) -> TopicSpec:
        """What each item says, per group."""
        return self._spec("mentions")

    @property
    def decisions(self) -> TopicSpec:
        """Operators' merges, splits, vetoes and confirmations."""
        return self._spec("decisions")

    @property
    def cases(self) -> TopicSpec:
        """The latest state of every case, tombstone cases included."""
        return self._spec("cases", compacted=True)

    @property
    def placements(self) -> TopicSpec:
        """Which mention is in which case."""
        return self._spec("placements", compacted=True)

    @property
    def tallies(self) -> TopicSpec:
        """The latest totals of every group."""
        return self._spec("tallies", compacted=True)

    @property
    def dead_letters(self) -> TopicSpec:
        """What no stage could take."""
        return self._spec("dead-letters", retention=self.dead_letter_retention)

    @property
    def feeds(self) -> TopicSpec:
        """How every feed is doing; written by the puller, so only the live run's holds records."""
        return self._spec("feeds", compacted=True)

    def alerts(self, kind: Kind) -> TopicSpec:
        """What compliance teams subscribe to, one topic a kind."""
        return self._spec(f"alerts.{kind}")

    def all(self) -> Iterator[TopicSpec]:
        """Every topic of the run except the engine's own changelogs."""
        yield from (self.items, self.mentions, self.decisions, self.cases, self.placements)
        yield from (self.tallies, self.dead_letters, self.feeds)
        yield from (self.alerts(kind) for kind in Kind)

    def _spec(
        self, name: str, *, compacted: bool = False, retention: timedelta | None = None
    ) -> TopicSpec:
        return TopicSpec(
            name=f"{self.prefix}.{name}",
            partitions=self.partitions,
            compacted=compacted,
            retention=retention,
        )


def runs_topic() -> TopicSpec:
    """The registry of runs (`Run`, compacted): the one topic that belongs to no run.

    Its record under `LIVE_KEY` names the run whose topics readers take; without one it is `LIVE`.
    """
    return TopicSpec(name=RUNS, partitions=1, compacted=True)
