"""The notifier's loop: follow the alerts, keep notes, commit, send what is due.

Consumer group `regwatch-notify`. The very first start begins at the end of the topics: nobody
wants last year's alerts. When another run is promoted, the old run's alerts are told to their end,
then the new run's from their first, without what is known (`turnover.known`). One notifier a log: a
second one would send everything twice.
"""

import datetime as dt
import functools
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import structlog

import broker
from broker import BrokerError, Log, Partition, Record
from dashboard.delivery.channels import send
from dashboard.delivery.notifier import Notifier
from dashboard.delivery.outbox import Outbox
from dashboard.delivery.turnover import AlertedBefore, known, live_record, live_value
from dashboard.model.follower import missing
from dashboard.watchlist_file import WatchlistFile, read_file
from schemas.codec import DecodeError, decode
from schemas.run import Run
from schemas.topics import LIVE, Topics, runs_topic
from schemas.watchlist import WATCHLISTS, Watchlist
from schemas.words import Kind

logger = structlog.get_logger("regwatch.notify")


def utc_now() -> dt.datetime:
    """The aware present."""
    return dt.datetime.now(dt.UTC)


def nothing_before(_log: Log, _run: str) -> Collection[str]:
    """No alerts: nothing was ever promoted."""
    return ()


def notify(
    log_url: str,
    *,
    watchlists: Path | None = None,
    outbox: Path = Path("var/outbox.db"),
    run: str | None = None,
    alerted_before: AlertedBefore = nothing_before,
    base_url: str | None = None,
    stop: Callable[[], bool] = lambda: False,
    now: Callable[[], dt.datetime] = utc_now,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Send what the watchlists ask for until `stop()`. Blocking.

    `run` None follows whichever run is live; `alerted_before` says what is not told again then.
    Raises `SettingsError` for a watchlist file with a mistake, `BrokerError` when the log cannot
    be opened.
    """
    file = read_file(watchlists) if watchlists else WatchlistFile()
    log = broker.connect(log_url)
    notes = Outbox(outbox)
    notifier = Notifier(
        notes,
        log,
        channels=file.channels,
        send=functools.partial(send, environ=os.environ),
        topics=Topics(run=run or LIVE),
        base_url=base_url,
    )
    try:
        log.ensure(missing(log, [runs_topic(), WATCHLISTS]))
        _Loop(log, notifier, file, run, alerted_before).run(stop, now, ready)
    finally:
        notes.close()
        log.close()


class _Loop:
    def __init__(
        self,
        log: Log,
        notifier: Notifier,
        file: WatchlistFile,
        run: str | None,
        alerted_before: AlertedBefore,
    ) -> None:
        self._log = log
        self._notifier = notifier
        self._file = file
        self._only = run
        self._alerted_before = alerted_before
        self._saved: dict[str, Watchlist] = {}

    def run(
        self, stop: Callable[[], bool], now: Callable[[], dt.datetime], ready: Callable[[], None]
    ) -> None:
        told_ready = False
        while not stop():
            live, place = (None, {}) if self._only else live_record(self._log)
            topics = Topics(run=self._only or (live.name if live else LIVE))
            self._log.ensure(missing(self._log, list(topics.all())))
            saved = self._read_watchlists()
            self._apply_watchlists()
            start = self._enter(topics, live, now) | saved | place
            if not told_ready:
                ready()
                told_ready = True
            self._follow(topics, start, stop, now)

    def _follow(
        self,
        topics: Topics,
        start: dict[Partition, int],
        stop: Callable[[], bool],
        now: Callable[[], dt.datetime],
    ) -> None:
        """Tell what comes, until another run is live."""
        names = [*_alerts(topics), WATCHLISTS.name]
        names += [] if self._only else [runs_topic().name]
        for records in self._log.read(names, start=start, follow=True, stop=stop):
            self._take(topics, records, now())
            try:
                self._notifier.deliver(now())
            except BrokerError as error:
                logger.warning("dead letter not written, it is tried again", error=str(error))
            if live_value(records) is not None:
                return

    def _enter(
        self, topics: Topics, live: Run | None, now: Callable[[], dt.datetime]
    ) -> dict[Partition, int]:
        """Where to go on in this run's alerts; what the one before it left untold is taken."""
        told = self._alerted_before(self._log, topics.run)
        before = Topics(run=live.before) if live and live.before else None
        heard = before is not None and self._heard(before)
        if before is not None and heard:
            self._finish(before, now)
        self._notifier.topics = topics
        self._notifier.known = known(live, told)
        return self._positions(topics, from_first=heard)

    def _heard(self, topics: Topics) -> bool:
        """Whether a notifier has ever followed this run."""
        there = self._log.topics()
        group = _group(topics)
        return any(name in there and self._log.committed(group, name) for name in _alerts(topics))

    def _finish(self, topics: Topics, now: Callable[[], dt.datetime]) -> None:
        """Take what is left of the run that was live before."""
        told = self._alerted_before(self._log, topics.run)
        self._notifier.known = known(None, told)
        start = self._positions(topics, from_first=False)
        for records in self._log.read(_alerts(topics), start=start):
            self._take(topics, records, now())
        logger.info("another run is live", left=topics.run)

    def _take(self, topics: Topics, records: Sequence[Record], now: dt.datetime) -> None:
        saved = [record for record in records if record.topic == WATCHLISTS.name]
        if saved:
            self._save(saved)
            self._apply_watchlists()
        names = _alerts(topics)
        alerts = [record for record in records if record.topic in names]
        if alerts:
            self._notifier.take(alerts, now)
            self._log.commit(
                _group(topics),
                {Partition(r.topic, r.partition): r.offset + 1 for r in alerts},
            )

    def _positions(self, topics: Topics, *, from_first: bool) -> dict[Partition, int]:
        """Where to go on. A partition never heard of starts at its first record if `from_first`,
        else at its end; that is committed.
        """
        start: dict[Partition, int] = {}
        fresh: dict[Partition, int] = {}
        for topic in _alerts(topics):
            done = self._log.committed(_group(topics), topic)
            for number, span in self._log.spans(topic).items():
                place = Partition(topic, number)
                if number in done:
                    start[place] = max(done[number], span.first)
                else:
                    start[place] = fresh[place] = span.first if from_first else span.end
        if fresh:
            self._log.commit(_group(topics), fresh)
        return start

    def _read_watchlists(self) -> dict[Partition, int]:
        following: dict[Partition, int] = {}
        for records in self._log.read([WATCHLISTS.name]):
            self._save(records)
            following |= {Partition(r.topic, r.partition): r.offset + 1 for r in records}
        return following

    def _save(self, records: Sequence[Record]) -> None:
        for record in records:
            name = (record.key or b"").decode(errors="replace")
            self._saved.pop(name, None)
            if not record.value:
                continue
            try:
                self._saved[name] = decode(Watchlist, record.value)
            except DecodeError as error:
                logger.warning("watchlist not understood", name=name, error=str(error))

    def _apply_watchlists(self) -> None:
        self._notifier.watchlists = self._saved | dict(self._file.watchlists)


def _alerts(topics: Topics) -> list[str]:
    return [topics.alerts(kind).name for kind in Kind]


def _group(topics: Topics) -> str:
    return f"{topics.prefix}-notify"
