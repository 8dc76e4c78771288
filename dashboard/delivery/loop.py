"""The notifier's loop: follow the alerts, keep notes, commit, send what is due.

Consumer group `regwatch-notify`. The very first start begins at the end of the topics: nobody
wants last year's alerts. One notifier a log: a second one would send everything twice.
"""

import datetime as dt
import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

import broker
from broker import BrokerError, Log, Partition, Record
from dashboard.delivery.channels import send
from dashboard.delivery.notifier import Notifier
from dashboard.delivery.outbox import Outbox
from dashboard.model.follower import missing
from dashboard.watchlist_file import WatchlistFile, read_file
from schemas.codec import DecodeError, decode
from schemas.topics import LIVE, Topics
from schemas.watchlist import WATCHLISTS, Watchlist
from schemas.words import Kind

logger = structlog.get_logger("regwatch.notify")


def utc_now() -> dt.datetime:
    """The aware present."""
    return dt.datetime.now(dt.UTC)


def notify(
    log_url: str,
    *,
    watchlists: Path | None = None,
    outbox: Path = Path("var/outbox.db"),
    run: str = LIVE,
    base_url: str | None = None,
    stop: Callable[[], bool] = lambda: False,
    now: Callable[[], dt.datetime] = utc_now,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Send what the watchlists ask for until `stop()`. Blocking.

    Raises `SettingsError` for a watchlist file with a mistake, `BrokerError` when the log cannot
    be opened.
    """
    file = read_file(watchlists) if watchlists else WatchlistFile()
    topics = Topics(run=run)
    log = broker.connect(log_url)
    notes = Outbox(outbox)
    notifier = Notifier(
        notes,
        log,
        channels=file.channels,
        send=functools.partial(send, environ=os.environ),
        dead_letters=topics.dead_letters.name,
        base_url=base_url,
    )
    try:
        log.ensure(missing(log, [*topics.all(), WATCHLISTS]))
        _Loop(log, topics, notifier, file).run(stop, now, ready)
    finally:
        notes.close()
        log.close()


class _Loop:
    def __init__(self, log: Log, topics: Topics, notifier: Notifier, file: WatchlistFile) -> None:
        self._log = log
        self._alerts = [topics.alerts(kind).name for kind in Kind]
        self._group = f"{topics.prefix}-notify"
        self._notifier = notifier
        self._file = file
        self._saved: dict[str, Watchlist] = {}

    def run(
        self, stop: Callable[[], bool], now: Callable[[], dt.datetime], ready: Callable[[], None]
    ) -> None:
        start = self._positions() | self._read_watchlists()
        self._apply_watchlists()
        ready()
        names = [*self._alerts, WATCHLISTS.name]
        for records in self._log.read(names, start=start, follow=True, stop=stop):
            self._take(records, now())
            try:
                self._notifier.deliver(now())
            except BrokerError as error:
                logger.warning("dead letter not written, it is tried again", error=str(error))

    def _take(self, records: Sequence[Record], now: dt.datetime) -> None:
        saved = [record for record in records if record.topic == WATCHLISTS.name]
        if saved:
            self._save(saved)
            self._apply_watchlists()
        alerts = [record for record in records if record.topic != WATCHLISTS.name]
        if alerts:
            self._notifier.take(alerts, now)
            self._log.commit(
                self._group,
                {Partition(r.topic, r.partition): r.offset + 1 for r in alerts},
            )

    def _positions(self) -> dict[Partition, int]:
        """Where to go on; a partition never heard of starts at its end, which is committed."""
        start: dict[Partition, int] = {}
        fresh: dict[Partition, int] = {}
        for topic in self._alerts:
            done = self._log.committed(self._group, topic)
            for number, span in self._log.spans(topic).items():
                place = Partition(topic, number)
                if number in done:
                    start[place] = max(done[number], span.first)
                else:
                    start[place] = fresh[place] = span.end
        if fresh:
            self._log.commit(self._group, fresh)
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
