"""The model of whichever run is live: it follows the registry of runs and changes over.

A promoted run is read in full beside the present one before it takes its place, so that nobody sees
a half-read dashboard. `on_switch` then lets the open streams go; their clients come back by
themselves.
"""

import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol

import structlog

from broker import BrokerError, Log, Record
from broker.compacted import last_values
from dashboard.model.follower import Listener, missing
from dashboard.model.model import Model
from schemas.codec import DecodeError, decode
from schemas.run import Run
from schemas.topics import LIVE, LIVE_KEY, RUNS, Topics, runs_topic

logger = structlog.get_logger("regwatch.dashboard")
PATIENCE = 0.05  # seconds between looks at whether the next run has been read


class Source(Protocol):
    """Where the application finds its model: one model, or the live one."""

    @property
    def current(self) -> Model:
        """The model to ask now."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call `listener` after every batch of the current model."""
        ...

    def unlisten(self, listener: Listener) -> None:
        """Stop calling it."""
        ...


class Live:
    """Starts with the run that is live and changes over when another is promoted.

    Raises `BrokerError`, and `DecodeError` when it cannot tell which run that is.
    """

    def __init__(
        self,
        log: Log,
        *,
        partitions: int | None = None,
        path: Path | None = None,
        prepare: Callable[[Model], None] = lambda model: None,
    ) -> None:
        self._log = log
        self._partitions = partitions
        self._path = path
        self._prepare = prepare
        self._stop = threading.Event()
        self._listeners: list[Listener] = []
        self._thread = threading.Thread(target=self._follow, name="live-run", daemon=True)
        self.on_switch: Callable[[], None] = lambda: None
        log.ensure(missing(log, [runs_topic()]))
        self._current = self._model(live_run(log))

    @property
    def current(self) -> Model:
        """The model of the live run."""
        return self._current

    def listen(self, listener: Listener) -> None:
        """Call `listener` after every batch of the current model."""
        self._listeners.append(listener)
        self._current.listen(listener)

    def unlisten(self, listener: Listener) -> None:
        """Stop calling it."""
        self._listeners.remove(listener)
        self._current.unlisten(listener)

    def start(self) -> None:
        """Follow the live run, and the registry of runs. Raises `BrokerError`."""
        self._current.start()
        self._thread.start()

    def close(self) -> None:
        """Stop following; the log stays open."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._current.close()

    def _model(self, run: str) -> Model:
        topics = Topics(run=run)
        if self._partitions is not None:
            topics = Topics(run=run, partitions=self._partitions)
        path = self._path and self._path.with_name(f"{self._path.stem}-{run}{self._path.suffix}")
        model = Model(self._log, topics, path=path)
        self._prepare(model)
        return model

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                for records in self._log.read([RUNS], follow=True, stop=self._stop.is_set):
                    if (run := self._named(records)) != self._current.topics.run:
                        self._switch(run)
            except BrokerError as error:
                logger.warning("registry of runs unreachable", error=str(error))
                self._stop.wait(2)
            except Exception:
                logger.exception("cannot change over to the run that is live: trying again")
                self._stop.wait(5)

    def _named(self, records: Collection[Record]) -> str:
        """The run that these records say is live; the present one where they do not tell."""
        present = self._current.topics.run
        named = [record.value for record in records if record.key == LIVE_KEY]
        try:
            return _name(named[-1]) if named else present
        except DecodeError as error:
            logger.warning(
                "cannot read which run is live: keeping the present one",
                run=present,
                error=str(error),
            )
            return present

    def _switch(self, run: str) -> None:
        logger.info("another run is live", run=run)
        following = self._model(run)
        following.start()
        while not following.progress.caught_up and not self._stop.is_set():
            time.sleep(PATIENCE)
        following.took_over = following.positions()
        before, self._current = self._current, following
        for listener in self._listeners:
            before.unlisten(listener)
        self.on_switch()  # before any news of the next run, or the old streams would tell them
        for listener in self._listeners:
            following.listen(listener)
        self._stop.wait(1)  # whoever is being answered from the old rows gets to the end
        before.close()


def live_run(log: Log) -> str:
    """The run that is live now. Raises `BrokerError`, `DecodeError`."""
    try:
        return _name(last_values(log, RUNS).get(LIVE_KEY.decode()))
    except DecodeError as error:
        raise DecodeError(f"cannot read which run is live (--run names one): {error}") from error


def _name(raw: bytes | None) -> str:
    """Without a record it is the run "live"; what cannot be read is no reason to show that one."""
    return decode(Run, raw).name if raw else LIVE
