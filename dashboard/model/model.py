"""`Model`: a run's read model as the API uses it: database, follower and queries in one object."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from broker import Log, Partition
from dashboard.model.alerts import Alerts
from dashboard.model.apply import Applied, Applier
from dashboard.model.cases import Cases
from dashboard.model.companies import Companies
from dashboard.model.database import Database
from dashboard.model.follower import Follower, Listener, Progress, missing
from dashboard.model.operations import Operations
from dashboard.model.search import Search
from dashboard.model.watchlists import Watchlists
from schemas.topics import LIVE, Topics, TopicSpec
from schemas.watchlist import WATCHLISTS


class Model:
    """Rows of one run, kept current by a thread once `start` was called.

    Several models may follow one log, in one process or many: they only read it, except for
    `watchlists`, which appends what people save. `path` keeps the rows between starts.
    """

    def __init__(
        self,
        log: Log,
        topics: Topics,
        *,
        path: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.log = log
        self.topics = topics
        self.clock = clock
        self.database = Database(path, origin=f"{log.url} {topics.prefix}")
        applier = Applier(topics)
        self._follower = Follower(log, applier, self.database, clock=clock)
        self.companies = Companies(self.database)
        self.cases = Cases(self.database)
        self.alerts = Alerts(self.database)
        self.search = Search(self.database)
        self.operations = Operations(self.database)
        self.watchlists = Watchlists(self.database, log)
        self.took_over: dict[Partition, int] = {}
        """How far it had read when it took the place of the run that was live before."""

    def start(self) -> None:
        """Make sure the topics exist, then follow them. Raises `BrokerError`."""
        self.log.ensure(missing(self.log, self._specs()))
        self._follower.start()

    def _specs(self) -> list[TopicSpec]:
        feeds = replace(self.topics, run=LIVE).feeds
        specs = {spec.name: spec for spec in (*self.topics.all(), feeds, WATCHLISTS)}
        return list(specs.values())

    @property
    def current(self) -> "Model":
        """Itself: a model of one run is a `Source` that never changes over."""
        return self

    def listen(self, listener: Listener) -> None:
        """Call `listener` in the follower's thread after every batch."""
        self._follower.listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """Stop calling it."""
        self._follower.listeners.remove(listener)

    @property
    def progress(self) -> Progress:
        """How far the model is."""
        return self._follower.progress

    @property
    def alive(self) -> bool:
        """Whether the following thread runs."""
        return self._follower.alive

    def positions(self) -> dict[Partition, int]:
        """The next offset to read of every partition."""
        return self._follower.positions()

    def lag(self) -> dict[Partition, int]:
        """Records not yet in the model. Raises `BrokerError`."""
        return self._follower.lag()

    def close(self) -> None:
        """Stop following and let go of the file; the log stays open."""
        self._follower.stop()
        self.database.close()


__all__ = ["Applied", "Model"]
