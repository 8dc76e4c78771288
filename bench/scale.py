"""The dashboard over 100,000 companies: how fast it starts, how big it is, how soon it knows.

    python -m bench.scale [--companies 100000] [--folder DIR] [--port 18260]

Fills a SQLite log with a tally a company, some three cases a company (each with its placements and
an alert), then starts the real dashboard over it in a process of its own: first with nothing, then
from its own file. Prints seconds to /readyz and to the first page served, resident memory, the time
of answers nobody asked for before (median and worst), and the time from an append to the answer
that shows it. With --folder the log stays there and is not filled again.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import httpx
import psutil

import broker
from broker import Log, Message
from schemas.case import Case
from schemas.codec import encode
from schemas.group import group_key
from schemas.topics import Topics, TopicSpec
from schemas.words import Kind, Stage
from tests.dashboard.world import alert, case, placements, tally

FIRST = ("Alder", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Harbor", "Iris", "Juno")
SECOND = ("Bank", "Energy", "Foods", "Health", "Labs", "Motors", "Networks", "Retail", "Steel")
PARTIES = (
    ("US", "Securities and Exchange Commission"),
    ("GB", "Financial Conduct Authority"),
    ("DE", "BaFin"),
    ("FR", "CNIL"),
    ("EU", "European Commission"),
    ("US", "Federal Trade Commission"),
)
STAGES = (Stage.IMPOSED, Stage.PAID, Stage.SOUGHT, Stage.PROPOSED, Stage.AGREED, Stage.DISMISSED)
SIZES = (1, 1, 2, 2, 3, 4, 8)  # cases a company; every thousandth has a hundred
WORDS = (
    "records",
    "fees",
    "privacy",
    "loans",
    "plants",
    "claims",
    "data",
    "ships",
    "taxes",
    "drugs",
)
BATCH = 5000
QUESTIONS = 60
Ask = Callable[[str], httpx.Response]


def cases(companies: int) -> Iterator[Case]:
    """The invented cases, company by company."""
    rng = random.Random(7)
    for n in range(companies):
        group = f"{rng.choice(FIRST)} {rng.choice(SECOND)} {n}"
        for m in range(100 if n % 1000 == 0 else rng.choice(SIZES)):
            yield one_case(rng, f"s-{n}-{m}", group)


def one_case(rng: random.Random, name: str, group: str) -> Case:
    """One case of one to three sources, each with a sentence of usual length."""
    place, party = rng.choice(PARTIES)
    kind, amount = rng.choice(list(Kind)), int(rng.lognormvariate(15, 2.2))
    day = date(2021, 12, 1) - timedelta(days=rng.randrange(3000))
    quotes = tuple(
        (
            f"{group} and {party} over {rng.choice(WORDS)} and {rng.choice(WORDS)}",
            f"{group} told {party} on {day} what became of its {rng.choice(WORDS)}, over which "
            f"${amount:,} are named in a {kind} that rests on {rng.choice(WORDS)} of {day.year}.",
        )
        for _ in range(rng.choice((1, 1, 1, 2, 3)))
    )
    return case(
        name, kind, group, amount=str(amount), stage=rng.choice(STAGES), day=day.isoformat(),
        party=party, jurisdiction=place, quotes=quotes,
    )  # fmt: skip


def fill(log: Log, companies: int) -> dict[str, int]:
    """Append the world through the log; records by topic."""
    topics = Topics()
    log.ensure(topics.all())
    batch: list[Message] = []
    counts: dict[str, int] = {}
    for group, grouped in groupby(cases(companies), key=lambda one: one.group):
        batch += messages(topics, group, list(grouped))
        if len(batch) >= BATCH or not counts:
            append(log, batch, counts)
            batch = []
    append(log, batch, counts)
    return counts


def append(log: Log, batch: list[Message], counts: dict[str, int]) -> None:
    """Append a batch and count it."""
    log.append(batch)
    for one in batch:
        counts[one.topic] = counts.get(one.topic, 0) + 1


def messages(topics: Topics, group: str, own: list[Case]) -> list[Message]:
    """Everything that the topics hold about one company."""
    key = group_key(group).encode()
    found = [message(topics.cases, one.id.encode(), encode(one)) for one in own]
    for one in own:
        found += [
            message(topics.placements, p.mention.id.encode(), encode(p)) for p in placements(one)
        ]
        found.append(message(topics.alerts(one.kind), key, encode(alert(one))))
    return [*found, message(topics.tallies, key, encode(tally(group, own)))]


def message(spec: TopicSpec, key: bytes, value: bytes) -> Message:
    """One record of a topic."""
    return Message(topic=spec.name, key=key, value=value)


@contextmanager
def dashboard(log: Log, port: int, file: Path) -> Iterator[tuple[psutil.Process, float]]:
    """The real dashboard once it is ready: its process and the seconds that took."""
    command = [sys.executable, "-m", "cli.main", "dashboard", "--log", log.url]
    started = time.monotonic()
    server = subprocess.Popen([*command, "--port", str(port), "--model-file", str(file)])
    try:
        while not ready(port):
            if server.poll() is not None or time.monotonic() - started > 1800:
                raise SystemExit("the dashboard did not start")
            time.sleep(0.1)
        yield psutil.Process(server.pid), time.monotonic() - started
    finally:
        server.terminate()
        server.wait(30)


def ready(port: int) -> bool:
    """Whether it has caught up."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def questions(keys: list[str]) -> dict[str, Iterator[str]]:
    """Addresses by what they ask, each a different one every time."""
    rng = random.Random(11)
    words = [f"{a} {b}" for a in FIRST for b in SECOND]
    return {
        "ranking": (f"/api/companies?limit={n}" for n in range(20, 500)),
        "ranking by pending": (f"/api/companies?sort=-pending&limit={n}" for n in range(20, 500)),
        "ranking of fines": (f"/api/companies?kind=fine&limit={n}" for n in range(20, 500)),
        "ranking of a year, filtered": (
            f"/api/companies?since=20{n % 7 + 14}-0{n % 9 + 1}-01&jurisdiction=US"
            for n in range(90)
        ),
        "cases, newest": (f"/api/cases?limit={n}" for n in range(20, 500)),
        "search": (f"/api/search?q={rng.choice(words)} {n}" for n in range(10, 500)),
        "search, one letter more": (f"/api/search?q={w[: n % 4 + 2]}" for n, w in enumerate(words)),
        "company": (f"/api/companies/{rng.choice(keys)}" for _ in range(500)),
        "company of 100 cases": (f"/api/companies/{key}" for key in keys[::1000]),
        "summary": (f"/api/summary?n={n}" for n in range(500)),
        "alerts": (f"/api/alerts?limit={n}" for n in range(20, 500)),
    }


def timed(ask: Ask, paths: Iterator[str]) -> str:
    """Median and worst milliseconds of answers."""
    took = []
    for path, _ in zip(paths, range(QUESTIONS), strict=False):
        started = time.perf_counter()
        answer = ask(path)
        took.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200, f"{path}: {answer.text[:200]}"
    return f"{statistics.median(took):8.1f} ms median {max(took):9.1f} ms worst"


def staleness(log: Log, ask: Ask, count: int = 20) -> str:
    """Milliseconds from before the append of a company until its page shows it."""
    topics = Topics()
    took = []
    for n in range(count):
        group = f"Newcomer {time.time_ns()}"
        own = [one_case(random.Random(n), f"s-new-{time.time_ns()}", group)]
        begun = time.perf_counter()
        log.append(messages(topics, group, own))
        while ask(f"/api/companies/{group_key(group)}").status_code != 200:
            time.sleep(0.002)
        took.append(1000 * (time.perf_counter() - begun))
    return f"{statistics.median(took):8.1f} ms median {max(took):9.1f} ms worst"


def measure(log: Log, given: argparse.Namespace, folder: Path, keys: list[str]) -> None:
    """Start it twice and print."""
    file = folder / "model.db"
    for stale in folder.glob("model*"):
        stale.unlink()
    for how in ("from the log", "from its own file"):
        with dashboard(log, given.port, file) as (process, took):
            told(f"ready, {how}", f"{took:8.1f} s")
            told("memory after start", f"{process.memory_info().rss / 2**20:8.0f} MiB")
            with httpx.Client(base_url=f"http://127.0.0.1:{given.port}", timeout=60) as client:
                if how == "from its own file":
                    for name, paths in questions(keys).items():
                        told(name, timed(client.get, paths))
                    told("append to visible", staleness(log, client.get))
            told("memory at the end", f"{process.memory_info().rss / 2**20:8.0f} MiB")
    size = sum(one.stat().st_size for one in folder.glob("model*"))
    told("its own file", f"{size / 2**20:8.0f} MiB")


def told(name: str, figure: str) -> None:
    """Print a line at once."""
    print(f"{name:32} {figure}", flush=True)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the log here and use it again")
    parser.add_argument("--port", type=int, default=18260)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        there = (folder / "log.db").exists()
        log = broker.connect(f"sqlite:///{(folder / 'log.db').resolve()}")
        if not there:
            for topic, count in fill(log, given.companies).items():
                told(topic, f"{count:8,} records")
        groups = (group for group, _ in groupby(cases(given.companies), key=lambda one: one.group))
        measure(log, given, folder, [group_key(group) for group in groups])
        log.close()


if __name__ == "__main__":
    main()
