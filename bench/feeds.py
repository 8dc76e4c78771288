"""Feeds a second beside lemon24/reader, in one run: `python -m bench.feeds [FEEDS] [--memory N]`.

A server in a process of its own serves FEEDS feeds (default 1,000) of 20 entries each on loopback
addresses 127.1.x.y, with ETags. Both readers then fetch all of them cold, and again when nothing
has changed (every answer a 304). regwatch does all it does in production: archive, state, items on
the embedded log. `--memory N` reports the resident memory of a puller over N feeds instead.
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
from typing import Any

from aiohttp import web
from reader import make_reader

import broker
from feeds.archive import ArchiveWriter
from feeds.catalog import Catalog, Feed
from feeds.pull import Puller
from feeds.settings import PullSettings
from feeds.state.store import StateStore

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
        begun = time.perf_counter()
        summary = await puller.once()
        seconds = time.perf_counter() - begun
        await puller.close()
    return summary, seconds


def other(folder: Path, urls: list[str]) -> list[float]:
    """lemon24/reader: seconds of the cold and the unchanged round."""
    seconds = []
    with make_reader(str(folder / "reader.sqlite")) as made:
        for url in urls:
            made.add_feed(url)
        for _ in range(2):
            begun = time.perf_counter()
            made.update_feeds(workers=WORKERS, scheduled=False)
            seconds.append(time.perf_counter() - begun)
        assert made.get_entry_counts().total == len(urls) * ENTRIES
    return seconds


def compare(count: int, port: int) -> None:
    """Both, cold and unchanged, one after the other; print a table."""
    urls = [address(number, port) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold, cold_seconds = asyncio.run(pull(folder, urls, later=dt.timedelta(0)))
        later = dt.timedelta(days=3)
        same, same_seconds = asyncio.run(pull(folder, urls, later=later))
        assert cold.items == count * ENTRIES, cold
        assert same.unchanged == count, same
        reader_cold, reader_same = other(folder, urls)
    print(f"{count} feeds of {ENTRIES} entries, {WORKERS} fetches at once")
    print(f"{'':12}{'cold':>16}{'all 304':>16}")
    for label, first, second in [
        ("regwatch", cold_seconds, same_seconds),
        ("reader", reader_cold, reader_same),
    ]:
        print(f"{label:12}{count / first:>10.0f} f/s{count / second:>12.0f} f/s")
    ratios = reader_cold / cold_seconds, reader_same / same_seconds
    print(f"{'ratio':12}{ratios[0]:>15.1f}x{ratios[1]:>15.1f}x")
    print(f"slowest from response to log, cold: {cold.slowest * 1000:.0f} ms")


def memory(count: int, port: int) -> None:
    """The resident memory of a puller over `count` feeds, before and after both rounds."""
    urls = [address(number, port) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cold, seconds = asyncio.run(pull(Path(name), urls, later=dt.timedelta(0)))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        same, again = asyncio.run(pull(Path(name), urls, later=dt.timedelta(days=3)))
        end = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} feeds: {before:.0f} MB at the start, peak {after:.0f} MB after {cold.items}")
    print(
        f"items in {seconds:.1f} s, peak {end:.0f} MB after {same.unchanged} 304s in {again:.1f} s"
    )


def main() -> None:
    """Start the server, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feeds", nargs="?", type=int, default=1_000)
    parser.add_argument("--memory", type=int, default=0)
    options = parser.parse_args()
    count = options.memory or options.feeds
    context = multiprocessing.get_context("spawn")
    port = context.Value("i", 0)
    server = context.Process(target=serve, args=(count, port), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.05)
    try:
        (memory if options.memory else compare)(count, port.value)
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
