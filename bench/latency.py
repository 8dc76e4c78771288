"""From an entry's appearance in a feed to the event on a dashboard's stream, on either log.

    python -m bench.latency [--samples 60] [--interval 1] [--kafka | --log URL]

A feed on loopback gets one new story after the other. `regwatch pull`, `worker` and `dashboard` run
as the processes they are; this one serves the feed and listens to `/api/stream`. Two times are
told: from the moment the entry is in the feed (waiting for the next poll is part of it: half the
interval on average), and from the answer in which the puller first saw it. `--kafka` starts a Kafka
of one node for it; `--log` measures on a log that runs already, whose topics must be empty.
"""

import argparse
import os
import queue
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import orjson

from broker.kafka.local import LocalKafka
from tests.system.world import AUTHORITIES, COMPANIES

PATIENCE = 30.0  # seconds for one event; what takes longer is told as missed
START = 240.0  # seconds until the three processes pass the first story on


class Site:
    """A feed that grows. Times are those of `time.perf_counter`."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.added: dict[str, float] = {}
        self.served: dict[str, float] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = site.body()
                self.send_response(200)
                self.send_header("content-type", "application/rss+xml")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                for link in list(site.added):
                    if link.encode() in body:
                        site.served.setdefault(link, time.perf_counter())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/feed"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def body(self) -> bytes:
        """The feed as it is now, newest first, the last thirty entries."""
        entries = "".join(reversed(self.entries[-30:]))
        head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Bench</title>'
        return f"{head}{entries}</channel></rss>".encode()

    def add(self, number: int) -> str:
        """A new story; its address."""
        link = f"https://news.example/{number}-{time.time_ns()}"
        company = COMPANIES[number % len(COMPANIES)]
        authority = AUTHORITIES[number // len(COMPANIES) % len(AUTHORITIES)]
        title = f"{company} fined ${3 + 7 * number} million by the {authority} over record keeping"
        when = format_datetime(datetime.now(UTC))
        entry = (
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
            f"<pubDate>{when}</pubDate></item>"
        )
        self.added[link] = time.perf_counter()
        self.entries.append(entry)
        return link

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()


class Ear:
    """Listens to the stream; `heard` gets (address of a source, time) of every alert."""

    def __init__(self, url: str) -> None:
        self.heard: queue.Queue[tuple[str, float]] = queue.Queue()
        self._url = url
        self._ready = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        if not self._ready.wait(60):
            raise SystemExit("the stream did not open")

    def _listen(self) -> None:
        with httpx.stream("GET", f"{self._url}/api/stream", timeout=None) as answer:
            for line in answer.iter_lines():
                at = time.perf_counter()
                if line.startswith("event: hello"):
                    self._ready.set()
                if line.startswith('data: {"id"'):
                    for source in orjson.loads(line[6:])["evidence"]:
                        self.heard.put((source["url"], at))

    def hears(self, link: str, seconds: float) -> float | None:
        """When the story of that address was told; None if it was not in time."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            try:
                told, at = self.heard.get(timeout=left)
            except queue.Empty:
                return None
            if told == link:
                return at
        return None


@contextmanager
def command(*words: str) -> Iterator[None]:
    """A command of regwatch while the block lasts."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, "-m", "cli.main", *words], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def measure(log: str, given: argparse.Namespace, folder: Path, site: Site) -> None:
    """Run the three processes over `log`, and print."""
    feeds = folder / "feeds.toml"
    feeds.write_text(
        f'[[feed]]\nid = "bench"\ntitle = "Bench"\nurl = "{site.url}"\nallow_private = true\n'
        f"interval = {given.interval}\n"
    )
    url = f"http://127.0.0.1:{given.port}"
    site.add(0)
    with ExitStack() as running:
        for words in (
            ("worker", "--log", log),
            ("dashboard", "--log", log, "--port", str(given.port),
             "--model-file", str(folder / "model.db")),
        ):  # fmt: skip
            running.enter_context(command(*words))
        wait_for(f"{url}/readyz")
        ear = Ear(url)
        running.enter_context(
            command("pull", "--log", log, "--feeds", str(feeds), "--folder", str(folder / "pull"))
        )
        if ear.hears(next(iter(site.added)), START) is None:
            raise SystemExit("the first story never came through")
        tell(log, given, [one_story(site, ear, n, given.interval) for n in range(1, given.samples)])


def one_story(site: Site, ear: Ear, number: int, interval: float) -> tuple[float, float] | None:
    """Milliseconds from the entry and from the puller's answer to the event."""
    time.sleep(random.uniform(0, interval))  # any moment between two polls
    link = site.add(number)
    at = ear.hears(link, PATIENCE)
    if at is None:
        return None
    return 1000 * (at - site.added[link]), 1000 * (at - site.served[link])


def tell(log: str, given: argparse.Namespace, took: list[tuple[float, float] | None]) -> None:
    """Print the figures."""
    good = [one for one in took if one is not None]
    print(f"{log.partition(':')[0]}: {len(good)} of {len(took)} stories became an event, "
          f"polled every {given.interval:g} s, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    for name, times in zip(
        ("entry in the feed", "answer to the puller"), zip(*good, strict=True), strict=True
    ):
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        print(f"{name:22} to event   p50 {cuts[49]:8.1f} ms   p99 {cuts[98]:8.1f} ms")


def wait_for(url: str) -> None:
    """Until the address answers well."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"nothing at {url}")


def main() -> None:
    """Measure on the log asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--samples", type=int, default=60)
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two polls")
    parser.add_argument("--port", type=int, default=18270)
    parser.add_argument("--kafka", action="store_true", help="on a Kafka started for it")
    parser.add_argument("--log", help="on a log that runs already")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the three processes end with this one
    site = Site()
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        log = given.log or f"sqlite:///{name}/log.db"
        if given.kafka:
            log = running.enter_context(LocalKafka()).url
        measure(log, given, Path(name), site)
    site.close()


if __name__ == "__main__":
    main()
