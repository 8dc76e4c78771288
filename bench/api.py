"""The API beside Datasette over the same data, the page's weight, and the latency of live events.

    python bench/api.py [--companies 20000] [--seconds 5] [--port 18250]

Prints a table. Needs `datasette` on the path for the comparison (pip install datasette); without it
only our own figures are shown. One load generator, the same for both: keep-alive connections, one
request after the other on each. "varied" asks for another company or page every time, so that no
answer comes from a cache; "same" repeats one address.
"""

import argparse
import asyncio
import itertools
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import orjson

import broker
from broker import Log, Message
from dashboard.model import Model
from schemas.codec import encode
from schemas.group import group_key
from schemas.topics import Topics
from tests.dashboard.world import alert, big, case, placements, tally

CONNECTIONS = 8
Row = tuple[str, ...]


def fill(log: Log, companies: int) -> list[str]:
    """Append the world to the log; the companies' keys."""
    topics = Topics()
    log.ensure(topics.all())
    keys, batch = [], []
    for group, cases in groupby(big(companies), key=lambda one: one.group):
        own = list(cases)
        key = group_key(group)
        keys.append(key)
        batch += [Message(topic=topics.cases.name, key=c.id.encode(), value=encode(c)) for c in own]
        batch += [
            Message(topic=topics.placements.name, key=p.mention.id.encode(), value=encode(p))
            for c in own
            for p in placements(c)
        ]
        batch.append(
            Message(topic=topics.tallies.name, key=key.encode(), value=encode(tally(group, own)))
        )
        if len(batch) > 5000:
            log.append(batch)
            batch = []
    log.append(batch)
    return keys


def for_datasette(model: Model, file: Path) -> None:
    """The same rows as plain tables with the same indexes."""
    db = sqlite3.connect(file)
    db.executescript(
        "CREATE TABLE companies (key TEXT PRIMARY KEY, name TEXT, standing REAL, pending REAL, "
        "closed REAL, cases INTEGER, last TEXT, totals TEXT);"
        "CREATE TABLE cases (id TEXT PRIMARY KEY, company TEXT REFERENCES companies(key), "
        "kind TEXT, stage TEXT, day TEXT, usd REAL, record TEXT);"
    )
    rows = model.database.all("SELECT slug, grp, standing, pending, closed, cases, last, raw "
                              "FROM company")  # fmt: skip
    db.executemany(
        "INSERT INTO companies VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*tuple(row)[:7], row["raw"].decode()) for row in rows],
    )
    rows = model.database.all("SELECT id, slug, kind, stage, day, usd, raw FROM cases")
    db.executemany(
        "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*tuple(row)[:6], row["raw"].decode()) for row in rows],
    )
    db.executescript(
        "CREATE INDEX by_standing ON companies (standing); CREATE INDEX by_company ON cases "
        "(company);"
    )
    db.commit()
    db.close()


async def hammer(port: int, paths: Iterator[str], seconds: float) -> tuple[float, float]:
    """(answers a second, p99 in milliseconds) over keep-alive connections."""
    end = time.perf_counter() + seconds
    times: list[float] = []
    started = time.perf_counter()
    await asyncio.gather(*(connection(port, paths, end, times) for _ in range(CONNECTIONS)))
    spent = time.perf_counter() - started
    return len(times) / spent, 1000 * statistics.quantiles(times, n=100)[98]


async def connection(port: int, paths: Iterator[str], end: float, times: list[float]) -> None:
    """One connection's requests until `end`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < end:
        started = time.perf_counter()
        head = f"GET {next(paths)} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(head.encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise SystemExit(f"answer {status!r}")
        await body(reader)
        times.append(time.perf_counter() - started)
    writer.close()


async def body(reader: asyncio.StreamReader) -> None:
    """Read one answer's headers and body."""
    length = -1
    while (line := await reader.readline()) != b"\r\n":
        name, _, value = line.decode().partition(":")
        if name.lower() == "content-length":
            length = int(value)
    if length >= 0:
        await reader.readexactly(length)
        return
    while (size := int((await reader.readline()).strip() or b"0", 16)) > 0:
        await reader.readexactly(size + 2)
    await reader.readline()


def compare(port: int, other: int | None, keys: list[str], seconds: float) -> list[Row]:
    """Answers a second for ranking and company page, ours beside Datasette's."""
    names = itertools.cycle(keys)
    sizes = itertools.cycle(range(20, 80))
    ours = {
        "ranking, same": itertools.repeat("/api/companies?limit=50"),
        "ranking, varied": (f"/api/companies?limit={size}&n={n}"
                            for n, size in enumerate(sizes)),
        "company, same": itertools.repeat(f"/api/companies/{keys[0]}"),
        "company, varied": (f"/api/companies/{name}" for name in names),
    }  # fmt: skip
    theirs = {
        "ranking, same": itertools.repeat("/data/companies.json?_sort_desc=standing&_size=50"),
        "ranking, varied": (f"/data/companies.json?_sort_desc=standing&_size={size}&_n={n}"
                            for n, size in enumerate(itertools.cycle(range(20, 80)))),
        "company, same": itertools.repeat(f"/data/companies/{keys[0]}.json"),
        "company, varied": (f"/data/companies/{name}.json" for name in itertools.cycle(keys)),
    }  # fmt: skip
    rows = [("requests a second (p99)", "regwatch", "Datasette", "ratio")]
    for name, paths in ours.items():
        rate, slow = asyncio.run(hammer(port, paths, seconds))
        row = (name, f"{rate:,.0f} ({slow:.1f} ms)")
        if other is None:
            rows.append((*row, "not installed", ""))
            continue
        base, base_slow = asyncio.run(hammer(other, theirs[name], seconds))
        rows.append((*row, f"{base:,.0f} ({base_slow:.1f} ms)", f"{rate / base:.1f}"))
    return rows


def latency(log: Log, port: int, samples: int) -> Row:
    """p50 and p99 from before an alert is appended until its event was received."""
    url = f"http://127.0.0.1:{port}/api/stream"
    heard: dict[str, float] = {}
    listening = threading.Event()

    def listen() -> None:
        with urllib.request.urlopen(url, timeout=30) as stream:
            for line in stream:
                if line.startswith(b"event: hello"):
                    listening.set()
                if line.startswith(b'data: {"id"'):
                    heard[orjson.loads(line[6:])["id"]] = time.perf_counter()
                    if len(heard) == samples:
                        return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    listening.wait(10)
    sent: dict[str, float] = {}
    for n in range(samples):
        one = alert(case(f"late-{n}", "fine", f"Late {n}", amount="100"))
        sent[one.id] = time.perf_counter()
        log.append([Message(topic=Topics().alerts(one.kind).name, key=b"x", value=encode(one))])
        time.sleep(0.03)
    thread.join(10)
    times = sorted(1000 * (heard[name] - at) for name, at in sent.items() if name in heard)
    p99 = statistics.quantiles(times, n=100)[98]
    name = log.url.partition(":")[0]
    return (f"record appended to event received, {name}", f"p50 {statistics.median(times):.1f} ms",
            f"p99 {p99:.1f} ms", f"{len(times)} of {samples}")  # fmt: skip


def weight(port: int) -> Row:
    """Bytes of the page's files, compressed, as a browser loads them."""
    root = Path(__file__).resolve().parent.parent / "dashboard" / "page"
    names = [f"/page/{f.relative_to(root)}" for f in root.rglob("*.*") if f.suffix != ".html"]
    total = sum(len(fetch(port, name)) for name in ["/", *names])
    return ("page weight, compressed", f"{total / 1000:.1f} kB", f"{len(names) + 1} files", "")


def fetch(port: int, path: str) -> bytes:
    """One answer's bytes as they travel."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"accept-encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())


def wait_for(port: int, path: str, seconds: float = 120) -> None:
    """Until the address answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            fetch(port, path)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing on port {port}")


def main() -> None:
    """Run it all and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--port", type=int, default=18250)
    parser.add_argument("--samples", type=int, default=300)
    parser.add_argument("--kafka", help="kafka://host:port for the latency on Kafka as well")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print_table(bench(given, Path(folder)))


def bench(given: argparse.Namespace, folder: Path) -> list[Row]:
    """All figures."""
    log = broker.connect(f"sqlite:///{folder}/log.db")
    keys = fill(log, given.companies)
    started = time.perf_counter()
    model = Model(log, Topics())
    model.start()
    while not model.progress.caught_up:
        time.sleep(0.05)
    took = time.perf_counter() - started
    read = sum(n for n in model.operations.size().values())
    for_datasette(model, folder / "data.db")
    model.close()
    rows = [("model start", f"{took:.1f} s", f"{len(keys):,} companies",
             f"{read / took:,.0f} records/s")]  # fmt: skip
    servers = [dashboard(log.url, given.port)]
    other = given.port + 1 if shutil.which("datasette") else None
    if other:
        servers.append(datasette(folder / "data.db", other))
    try:
        wait_for(given.port, "/readyz")
        if other:
            wait_for(other, "/data.json")
        rows += compare(given.port, other, keys, given.seconds)
        rows.append(weight(given.port))
        rows.append(latency(log, given.port, given.samples))
        rows += on_kafka(given)
    finally:
        for server in servers:
            server.terminate()
            server.wait(10)
        log.close()
    return rows


def on_kafka(given: argparse.Namespace) -> list[Row]:
    """The latency on a Kafka that was named."""
    if not given.kafka:
        return []
    log = broker.connect(given.kafka)
    log.ensure(Topics().all())
    server = dashboard(given.kafka, given.port + 2)
    try:
        wait_for(given.port + 2, "/readyz")
        return [latency(log, given.port + 2, given.samples)]
    finally:
        server.terminate()
        server.wait(10)
        log.close()


def dashboard(url: str, port: int) -> subprocess.Popen[bytes]:
    """Ours, in a process of its own."""
    code = f"from dashboard.server import serve; serve({url!r}, port={port})"
    return subprocess.Popen([sys.executable, "-c", code])


def datasette(file: Path, port: int) -> subprocess.Popen[bytes]:
    """Datasette at its best: the file immutable, no facets, the same page size."""
    settings = ["--setting", "suggest_facets", "off", "--setting", "default_facet_size", "1"]
    command = ["datasette", "serve", "-i", str(file), "-p", str(port), *settings]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def print_table(rows: list[Row]) -> None:
    """Columns, aligned."""
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


if __name__ == "__main__":
    main()
