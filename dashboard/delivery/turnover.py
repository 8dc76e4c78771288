"""Which run is live, and what of a promoted run is no news to those who hear of alerts.

A promoted run has alerts of its own about all it has read. What an earlier live run alerted is not
told again; nor is what was published long before the promotion, which only the new run saw in it.
"""

import datetime as dt
from collections.abc import Callable, Collection

from broker import Log, Partition, Record
from schemas.alert import Alert
from schemas.codec import decode
from schemas.run import Run
from schemas.topics import LIVE_KEY, runs_topic

RECENT = dt.timedelta(days=7)
AlertedBefore = Callable[[Log, str], Collection[str]]
"""The ids of all alerts that runs live before the named one have sent."""


def live_record(log: Log) -> tuple[Run | None, dict[Partition, int]]:
    """The record that says which run is live, if any, and where to go on reading the registry.

    Raises `BrokerError`, `DecodeError`.
    """
    raw: bytes | None = None
    following: dict[Partition, int] = {}
    for records in log.read([runs_topic().name]):
        raw = live_value(records) or raw
        following |= {Partition(r.topic, r.partition): r.offset + 1 for r in records}
    return (decode(Run, raw) if raw else None), following


def live_value(records: Collection[Record]) -> bytes | None:
    """The last record among these that says which run is live."""
    named = [one.value for one in records if one.topic == runs_topic().name and one.key == LIVE_KEY]
    return named[-1] if named else None


def known(promoted: Run | None, told: Collection[str]) -> Callable[[Record, Alert], bool]:
    """Whether an alert is no news: `told` before, or from before the promotion and not recent."""

    def is_known(record: Record, alert: Alert) -> bool:
        if alert.id in told:
            return True
        if promoted is None or promoted.before is None:
            return False
        logged = dt.datetime.fromtimestamp(record.timestamp / 1000, dt.UTC)
        return logged < promoted.at and (alert.at or logged) < promoted.at - RECENT

    return is_known
