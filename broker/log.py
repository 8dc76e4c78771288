"""The log as everything outside Faust sees it: append, read, follow, commit.

Two engines keep this contract: `broker.embedded` (one SQLite file) and `broker.kafka` (a cluster,
through kafka-python). `broker.connect(url)` opens the one that the URL names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from schemas.topics import TopicSpec


class BrokerError(Exception):
    """The log cannot be reached or refuses: the message says what to do next."""


class Partition(NamedTuple):
    """One ordered part of a topic."""

    topic: str
    number: int


class Record(NamedTuple):
    """One stored record. `timestamp` is in milliseconds since the epoch; a None value deletes."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One record to append. Without `partition` the key decides, as Faust's own partitioner does.

    `timestamp` is in milliseconds since the epoch; None takes the log's clock.
    """

    topic: str
    value: bytes | None
    key: bytes | None = None
    partition: int | None = None
    timestamp: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


class Span(NamedTuple):
    """The offsets a partition holds: `first` included, `end` excluded."""

    first: int
    end: int


class Log(Protocol):
    """A partitioned, durable log. Safe to use from several threads; several processes may open it.

    Every method raises `BrokerError` when the log cannot be reached or a topic does not exist.
    """

    @property
    def url(self) -> str:
        """The address it was opened with, without any password."""
        ...

    def ensure(self, specs: Iterable[TopicSpec]) -> None:
        """Create the topics that are missing. A differing partition count is an error."""
        ...

    def topics(self) -> dict[str, int]:
        """Every topic's name and partition count."""
        ...

    def drop(self, names: Iterable[str]) -> None:
        """Delete topics with all their records; unknown names are ignored."""
        ...

    def append(self, messages: Sequence[Message]) -> list[tuple[int, int]]:
        """Append in order; durable when it returns. Gives (partition, offset) of each message."""
        ...

    def spans(self, topic: str) -> dict[int, Span]:
        """The first and end offset of every partition of `topic`."""
        ...

    def read(
        self,
        topics: Sequence[str],
        *,
        start: Mapping[Partition, int] | None = None,
        follow: bool = False,
        stop: Callable[[], bool] = lambda: False,
        batch: int = 500,
    ) -> Iterator[list[Record]]:
        """Batches from `start` (default: the first record) on.

        Without `follow` it ends at the end that each partition had when the call began; with
        `follow` it goes on as records arrive, yields an empty batch at least every 0.5 s when idle,
        and ends soon after `stop()` turns true. Order holds within a partition.
        """
        ...

    def offset_at(self, topic: str, timestamp: int) -> dict[int, int]:
        """Per partition, the first offset whose timestamp is at or after `timestamp` (ms)."""
        ...

    def committed(self, group: str, topic: str) -> dict[int, int]:
        """The next offset to read that `group` committed, per partition; {} for none."""
        ...

    def commit(self, group: str, offsets: Mapping[Partition, int]) -> None:
        """Store the next offset to read for `group`."""
        ...

    def close(self) -> None:
        """Let go of files and connections; a second call does nothing."""
        ...
