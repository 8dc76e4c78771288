"""Feeds a second beside lemon24/reader, in one run: `python -m bench.feeds [FEEDS] [--memory N]`.

A server in a process of its own serves FEEDS feeds (default 1,000) of 20 entries each on loopback
addresses 127.1.x.y, with ETags. Both readers then fetch all of them cold, and again when nothing
has changed (every answer a 304). regwatch does all it does in production: archive, state, items on
the embedded log. `--memory N` reports the resident memory of a puller over N feeds instead,
`--latency` the time from a response to the log.
Needs `pip install reader`.
"""

import argparse
import asyncio
import datetime as dt
import multiprocessing
import resource
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import web
from reader import make_reader

import broker
from feeds.archive import ArchiveWriter
from feeds.catalog import Catalog, Feed
from feeds.pull import Puller
from feeds.settings import PullSettings
from feeds.state.store import StateStore


class Spent(NamedTuple):
    """What a round took, in seconds."""

    wall: float
    cpu: float


ENTRIES = 20
WORKERS = 32


def body(number: int) -> bytes:
    """One feed with entries of ordinary length."""
    text = (
        "The authority fined Example Holdings {n} million euros on Monday for failing to report "
        "transactions in time, the third such penalty in as many years, and gave the company "
        "ninety days to mend its controls. The company said that it would study the decision."
    )
    items = "".join(
        f"<item><title>Feed {number} story {n}: authority fines Example Holdings</title>"
        f"<link>https://news.example/{number}/{n}</link><guid>{number}-{n}</guid>"
        f"<pubDate>Sun, 01 Mar 2026 {n:02d}:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{text.format(n=n + 1)}&lt;/p&gt;</description></item>"
        for n in range(ENTRIES)
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
    return f"{head}<title>Feed {number}</title>{items}</channel></rss>".encode()


def serve(count: int, port: Any) -> None:
    """Serve `count` feeds until killed."""

    async def answer(request: web.Request) -> web.Response:
        tag = f'"{request.match_info["number"]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        number = int(request.match_info["number"])
        return web.Response(
            body=body(number), content_type="application/rss+xml", headers={"ETag": tag}
        )

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{number}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "0.0.0.0", 0, backlog=4096).start()
        port.value = runner.addresses[0][1]
        await asyncio.sleep(3600)

    asyncio.run(run())


def address(number: int, port: int) -> str:
    """The feed's address: 250 feeds' worth of hosts, as the world has."""
    return f"http://127.1.{number // 250 % 250}.{number % 250 + 1}:{port}/{number}"


async def pull(folder: Path, urls: list[str], *, later: dt.timedelta, memory: bool = False) -> Any:
    """One round of regwatch over `urls`; gives the summary and the seconds."""
    catalog = Catalog(
        feeds={
            f"f{n}": Feed(id=f"f{n}", title=f"F{n}", url=url, allow_private=True)
            for n, url in enumerate(urls)
        }
    )
    with ExitStack() as stack:
        log = broker.connect(f"sqlite:///{folder / 'log.db'}")
        stack.callback(log.close)
        store = StateStore.open(folder / "state.sqlite")
        stack.callback(store.close)
        archive = ArchiveWriter(folder / "archive")
        stack.callback(archive.close)
        puller = Puller(
            catalog,
            log,
            store,
            archive,
            PullSettings(folder=folder, pool=WORKERS),
            clock=lambda: dt.datetime.now(dt.UTC) + later,
        )
        begun, used = time.perf_counter(), time.process_time()
        summary = await puller.once()
        spent = Spent(time.perf_counter() - begun, time.process_time() - used)
        await puller.close()
    return summary, spent


def other(folder: Path, urls: list[str]) -> list[Spent]:
    """lemon24/reader: the cold and the unchanged round."""
    spent = []
    with make_reader(str(folder / "reader.sqlite")) as made:
        for url in urls:
            made.add_feed(url)
        for _ in range(2):
            begun, used = time.perf_counter(), time.process_time()
            made.update_feeds(workers=WORKERS, scheduled=False)
            spent.append(Spent(time.perf_counter() - begun, time.process_time() - used))
        assert made.get_entry_counts().total == len(urls) * ENTRIES
    return spent


def compare(count: int, port: int) -> None:
    """Both, cold and unchanged, one after the other; print a table."""
    urls = [address(number, port) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold, ours_cold = asyncio.run(pull(folder, urls, later=dt.timedelta(0)))
        same, ours_same = asyncio.run(pull(folder, urls, later=dt.timedelta(days=3)))
        assert cold.items == count * ENTRIES, cold
        assert same.unchanged == count, same
        theirs_cold, theirs_same = other(folder, urls)
    print(f"{count} feeds of {ENTRIES} entries, {WORKERS} fetches at once; feeds a second")
    print(f"{'':10}{'cold':>10}{'per CPU s':>12}{'all 304':>12}{'per CPU s':>12}")
    rows = [("regwatch", ours_cold, ours_same), ("reader", theirs_cold, theirs_same)]
    for label, *rounds in rows:
        rates = [count / part for spent in rounds for part in spent]
        print(f"{label:10}{rates[0]:>10.0f}{rates[1]:>12.0f}{rates[2]:>12.0f}{rates[3]:>12.0f}")
    ratios = [
        theirs / ours
        for pair in [(theirs_cold, ours_cold), (theirs_same, ours_same)]
        for theirs, ours in zip(*pair, strict=True)
    ]
    print(
        f"{'ratio':10}{ratios[0]:>9.1f}x{ratios[1]:>11.1f}x{ratios[2]:>11.1f}x{ratios[3]:>11.1f}x"
    )


def latency(port: int, rounds: int = 100) -> None:
    """How long from a response to the log in a quiet puller: one changed feed after the other."""
    waits = []
    with tempfile.TemporaryDirectory() as name:
        for number in range(rounds):
            url = [f"{address(number, port)}"]
            folder = Path(name) / str(number % 5)
            folder.mkdir(exist_ok=True)
            summary, _ = asyncio.run(pull(folder, url, later=dt.timedelta(days=number)))
            waits.append(summary.slowest * 1000)
    waits.sort()
    print(f"response to log, {ENTRIES} new entries: p50 {waits[rounds // 2]:.0f} ms, ", end="")
    print(f"p99 {waits[rounds * 99 // 100]:.0f} ms")


def memory(count: int, port: int) -> None:
    """The resident memory of a puller over `count` feeds, before and after both rounds."""
    urls = [address(number, port) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cold, spent = asyncio.run(pull(Path(name), urls, later=dt.timedelta(0)))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        same, again = asyncio.run(pull(Path(name), urls, later=dt.timedelta(days=3)))
        end = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} feeds: {before:.0f} MB at the start, peak {after:.0f} MB after {cold.items}")
    print(f"items in {spent.wall:.1f} s, peak {end:.0f} MB after {same.unchanged} 304s", end=" ")
    print(f"in {again.wall:.1f} s")


def main() -> None:
    """Start the server, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feeds", nargs="?", type=int, default=1_000)
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--latency", action="store_true")
    options = parser.parse_args()
    count = options.memory or options.feeds
    context = multiprocessing.get_context("spawn")
    port = context.Value("i", 0)
    server = context.Process(target=serve, args=(count, port), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.05)
    try:
        if options.latency:
            latency(port.value)
        else:
            (memory if options.memory else compare)(count, port.value)
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
