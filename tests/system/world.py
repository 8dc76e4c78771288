"""A made-up world of news and a real worker to read it: for kill, replay and speed tests."""

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from broker import Log, Message
from cli.shadow import behind
from schemas.alert import Alert
from schemas.case import Case
from schemas.codec import Versioned, decode, encode, to_dict
from schemas.item import Item
from schemas.tally import Tally
from schemas.topics import Topics
from schemas.words import Kind

COMPANIES = (
    *("TikTok", "Boeing", "Barclays", "Wells Fargo", "Danske Bank", "Ryanair", "Uber", "Bosch"),
    *("Volkswagen", "HSBC", "Novartis", "Pfizer", "Walmart", "Tesco", "Equinor", "Glencore"),
    *("Airbus", "Siemens", "Nestle", "Unilever", "Netflix", "Spotify", "Lyft", "Deloitte"),
)
AUTHORITIES = (
    "Federal Trade Commission",
    "SEC",
    "European Commission",
    "Financial Conduct Authority",
)
TEMPLATES = (
    "{company} fined ${amount} million by the {authority} over record keeping",
    "{company} agrees to pay ${amount} million to settle charges brought by the {authority}",
    "{authority} sues {company} for ${amount} million over misleading advertising",
)
NOISE = (  # one in ten has a word that could be a cue and a name, as in a real stream of headlines
    "Markets close higher as investors await figures",
    "Lindermann opens its new stadium to fine weather and long queues",
    "Minister visits the flooded valley",
    "Ten recipes for a quiet weekend",
    "Carmaker plans third plant near the border",
    "What the new phone can do, and what it cannot",
    "Central bank leaves rates where they are",
    "Supermarket sales rose over the holidays",
    "Airline adds two routes to its summer timetable",
    "Chip maker raises its outlook for the year",
)
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def items(count: int, *, share: float = 0.04, seed: int = 7) -> list[Item]:
    """`count` items in time order, of which `share` tell an event, each event up to three times."""
    chance = random.Random(seed)
    return [_item(number, chance, share) for number in range(count)]


def _item(number: int, chance: random.Random, share: float) -> Item:
    title = chance.choice(NOISE) + f" ({number})"
    if chance.random() < share:
        title = chance.choice(TEMPLATES).format(
            company=chance.choice(COMPANIES),
            authority=chance.choice(AUTHORITIES),
            amount=chance.randrange(1, 400),
        )
    return _titled(number, title)


def _titled(number: int, title: str) -> Item:
    when = START + dt.timedelta(minutes=number)
    return Item(id=f"item-{number:06}", title=title, published=when, fetched=when, lang="en")


def headlines(path: Path, count: int) -> list[Item]:
    """The first `count` of real headlines, JSON lines with a `title`, as items in time order."""
    with path.open(encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in islice(lines, count)]
    return [_titled(number, title) for number, title in enumerate(titles)]


def publish(log: Log, topics: Topics, batch: Sequence[Item]) -> None:
    """Append the items as the puller does."""
    log.append(
        [
            Message(topic=topics.items.name, key=item.id.encode(), value=encode(item))
            for item in batch
        ]
    )


@dataclass(slots=True)
class Worker:
    """`regwatch worker` in a process of its own."""

    log: str
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it; it works as soon as it is ready."""
        command = [sys.executable, "-m", "cli.main", "worker", "--log", self.log, *self.options]
        self.process = subprocess.Popen(command, env={**os.environ, "PYTHONUNBUFFERED": "1"})

    def kill(self) -> None:
        """Kill -9, as a crash of the machine would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, and its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def __enter__(self) -> "Worker":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop()


def drain(log: Log, topics: Topics, *, seconds: float = 120) -> None:
    """Wait until everything is committed. Raises `TimeoutError`."""
    deadline = time.monotonic() + seconds
    while behind(log, topics):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{behind(log, topics)} records are not finished")
        time.sleep(0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run came to: the last state of every case and tally, and the ids of its alerts."""

    cases: dict[str, object]
    tallies: dict[str, object]
    alerts: frozenset[str]


def result(log: Log, topics: Topics) -> Result:
    """Read it from the topics, as the dashboard does."""
    alerts = [topics.alerts(kind).name for kind in Kind]
    return Result(
        cases=dict(_last(log, topics.cases.name, Case)),
        tallies=dict(_last(log, topics.tallies.name, Tally)),
        alerts=frozenset(
            decode(Alert, record.value).id
            for batch in log.read(alerts)
            for record in batch
            if record.value
        ),
    )


def _last(log: Log, topic: str, kind: type[Versioned]) -> Iterator[tuple[str, object]]:
    raw = {record.key: record.value for batch in log.read([topic]) for record in batch}
    for key, value in sorted(raw.items()):
        if key and value:
            yield key.decode(), to_dict(decode(kind, value))
