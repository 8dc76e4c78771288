"""Log records -> staged rows, and a note of what changed.

`Applier.apply(connection, records)` runs inside one write transaction. The last record of a key
wins, a record without a value takes its key out, and a record that this program cannot read
(broken, or of a newer version) is counted and passed over: a screen must not go dark for it.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import orjson

from broker import Record
from dashboard.model.companies import company_json
from dashboard.model.projection import (
    alert_row,
    case_row,
    case_text,
    company_row,
    instant,
    key_of_group,
    placement_row,
)
from dashboard.model.stage import NewAlert, Stage
from schemas.alert import Alert
from schemas.case import Case, Placement, Status
from schemas.codec import SUPPORTED_VERSION, DecodeError, decode
from schemas.dead_letter import DeadLetter
from schemas.feed_health import FeedHealth
from schemas.tally import Tally
from schemas.topics import LIVE, Topics
from schemas.watchlist import WATCHLISTS, Watchlist
from schemas.words import Kind


@dataclass(slots=True)
class Applied:
    """What one batch did. `groups` are keys; `alerts` are those not known before.

    `live` says that the batch came after the log was read to its end: it is news.
    """

    groups: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    alerts: list[NewAlert] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (table, outcome)
    changed: bool = False
    live: bool = True


Handler = Callable[[Stage, Record, Applied], None]


def feed_topics(topics: Topics) -> set[str]:
    """Where feed health lies: the puller writes to the run that is live, and after a promotion
    the feeds it has not polled again are still on the first run's topic.
    """
    return {topics.feeds.name, replace(topics, run=LIVE).feeds.name}


class Applier:
    """Knows which topic of a run goes to which table."""

    def __init__(self, topics: Topics) -> None:
        self._handlers: dict[str, tuple[str, Handler]] = {
            topics.cases.name: ("case", _case),
            topics.placements.name: ("placement", _placement),
            topics.tallies.name: ("tally", _tally),
            topics.dead_letters.name: ("dead-letter", _letter),
            **dict.fromkeys(feed_topics(topics), ("feed", _feed)),
            WATCHLISTS.name: ("watchlist", _watchlist),
            **{topics.alerts(kind).name: ("alert", _alert) for kind in Kind},
        }

    @property
    def topics(self) -> list[str]:
        """The topics to follow."""
        return list(self._handlers)

    def apply(self, connection: sqlite3.Connection, records: Iterable[Record]) -> Applied:
        """Fold `records` into the tables and move the stored positions past them."""
        done, stage = Applied(), Stage()
        for record in records:
            stage.positions[record.topic, record.partition] = record.offset + 1, record.timestamp
            table, handler = self._handlers[record.topic]
            try:
                handler(stage, record, done)
            except DecodeError:
                outcome = "newer" if is_newer(record.value) else "invalid"
                done.counts[table, outcome] += 1
            else:
                done.counts[table, "applied"] += 1
                done.changed = True
        for place, seq in stage.write(connection):
            done.alerts.append(replace(stage.new_alerts[place], seq=seq))
        return done


def is_newer(raw: bytes | None) -> bool:
    """Whether an unreadable record says that it is of a later contract."""
    try:
        data = orjson.loads(raw or b"")
    except orjson.JSONDecodeError:
        return False
    version = data.get("version") if isinstance(data, dict) else None
    return isinstance(version, int) and version > SUPPORTED_VERSION


def key_of(record: Record) -> str:
    """The record's key as text."""
    return (record.key or b"").decode(errors="replace")


def _tally(stage: Stage, record: Record, done: Applied) -> None:
    if record.value:
        tally = decode(Tally, record.value)
        slug = key_of_group(tally.group)
        stage.tallies[slug] = tally
        stage.companies[slug] = company_row(tally, record.value) | {
            "line": orjson.dumps(company_json(tally))
        }
        stage.company_texts[slug] = (tally.group, " \n".join(tally.by_company))
    else:
        slug = key_of_group(key_of(record))
        stage.tallies[slug] = stage.companies[slug] = stage.company_texts[slug] = None
    done.groups.add(slug)


def _case(stage: Stage, record: Record, done: Applied) -> None:
    if record.value:
        case = decode(Case, record.value)
        name = case.id
        stage.cases[name] = case_row(case, record.value)
        stage.case_texts[name] = case_text(case) if case.status is Status.OPEN else None
        done.groups.add(key_of_group(case.group))
    else:
        name = key_of(record)
        stage.cases[name] = stage.case_texts[name] = None
    done.cases.add(name)


def _placement(stage: Stage, record: Record, done: Applied) -> None:
    if not record.value:
        stage.placements[key_of(record)] = None
        return
    placement = decode(Placement, record.value)
    stage.placements[placement.mention.id] = placement_row(placement, record.value)
    done.cases.add(placement.case)


def _alert(stage: Stage, record: Record, _: Applied) -> None:
    if not record.value:
        return
    alert = decode(Alert, record.value)
    place = record.topic, record.partition, record.offset
    row = alert_row(alert, record.value, logged=record.timestamp)
    stage.alerts.append(row | dict(zip(("topic", "part", "off"), place, strict=True)))
    stage.new_alerts[place] = NewAlert(
        seq=0,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        logged=record.timestamp,
        alert=alert,
        raw=record.value,
    )


def _feed(stage: Stage, record: Record, _: Applied) -> None:
    name = key_of(record)
    if not record.value:
        stage.feeds[name] = None
        return
    polled = instant(decode(FeedHealth, record.value).last_poll)
    known = stage.feeds.get(name)
    if known is None or known["polled"] <= polled:
        stage.feeds[name] = {"id": name, "polled": polled, "raw": record.value}


def _watchlist(stage: Stage, record: Record, _: Applied) -> None:
    if record.value:
        decode(Watchlist, record.value)
    name = key_of(record)
    stage.watchlists[name] = {"name": name, "raw": record.value} if record.value else None


def _letter(stage: Stage, record: Record, _: Applied) -> None:
    if not record.value:
        stage.letters[key_of(record)] = None
        return
    letter = decode(DeadLetter, record.value)
    row = {"id": letter.id, "stage": letter.stage, "at": letter.at.isoformat()}
    stage.letters[letter.id] = row
