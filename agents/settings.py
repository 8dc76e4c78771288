"""What a worker needs to know: which log, which run, which extra company files."""

from dataclasses import dataclass, field
from pathlib import Path

from schemas.topics import DEFAULT_PARTITIONS, LIVE, Topics


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """One worker's settings. `instance` names it in its consumer group (None: one at random)."""

    log: str
    run: str = LIVE
    partitions: int = DEFAULT_PARTITIONS
    instance: str | None = None
    companies: tuple[Path, ...] = field(default=())

    @property
    def topics(self) -> Topics:
        """The topics of this worker's run."""
        return Topics(run=self.run, partitions=self.partitions)
