"""A year of archive, replayed twice: `python -m bench.replay [--feeds 10] [--days 365] [--kafka]`.

An archive is made of one response a feed and day, each bringing a new story and now and then an
edit, at the times they would have been fetched. The replays go into runs of their own, two on a
SQLite log and, with `--kafka`, two more on a Kafka started for it; the checksums over every record
(partition, offset, time, key, value) must all be equal.
"""

import argparse
import datetime as dt
import hashlib
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import broker
from broker.kafka.local import LocalKafka
from broker.log import Log
from feeds.archive import ArchiveWriter, Exchange
from feeds.catalog import Feed
from feeds.replay import ReplayPlan, replay
from schemas.topics import Topics

BEGIN = dt.datetime(2025, 1, 1, 6, tzinfo=dt.UTC)
SHOWN = 15


def response(number: int, day: int) -> bytes:
    """What feed `number` showed on `day`: the last fifteen stories, one of them edited weekly."""
    stories = "".join(
        f"<item><title>Feed {number} day {n}: authority fines Example Holdings</title>"
        f"<link>https://news.example/{number}/{n}</link><guid>{number}-{n}</guid>"
        f"<pubDate>{(BEGIN + dt.timedelta(days=n)):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>Example Holdings was fined {n + 1} million euros"
        f"{' after an appeal' if n % 7 == 0 and day > n + 3 else ''}.</description></item>"
        for n in range(day, max(day - SHOWN, -1), -1)
    )
    return f'<rss version="2.0"><channel><title>F</title>{stories}</channel></rss>'.encode()


def fill(folder: Path, feeds: int, days: int) -> int:
    """Write the archive; gives its size in bytes."""
    archive = ArchiveWriter(folder)
    sources = [
        Feed(id=f"f{n}", title=f"Feed {n}", url=f"https://news.example/{n}") for n in range(feeds)
    ]
    for day in range(days):
        exchanges = [
            Exchange(
                feed=source,
                url=source.url,
                fetched=BEGIN + dt.timedelta(days=day, minutes=number),
                status=200,
                reason="OK",
                headers={"content-type": "application/rss+xml"},
                body=response(number, day),
                pages={},
            )
            for number, source in enumerate(sources)
        ]
        archive.index.add(archive.write([(exchange, 1) for exchange in exchanges]))
    archive.close()
    return sum(path.stat().st_size for path in folder.glob("*.warc.gz"))


def checksum(log: Log, run: str) -> tuple[int, str]:
    """The number of items of a run and a hash over all their records."""
    digest, count = hashlib.sha256(), 0
    rows = [
        (record.partition, record.offset, record.timestamp, record.key, record.value)
        for batch in log.read([Topics(run=run).items.name])
        for record in batch
    ]
    for row in sorted(rows, key=lambda row: row[:2]):
        digest.update(repr(row).encode())
        count += 1
    return count, digest.hexdigest()


def replayed_twice(url: str, folder: Path) -> list[tuple[int, str]]:
    """The checksums of two replays of the archive in `folder` into new runs on the log at `url`."""
    log, sums = broker.connect(url), []
    own = folder / url.partition(":")[0]
    own.mkdir()
    for run in ("first", "second"):
        begun = time.perf_counter()
        plan = ReplayPlan(into=run, archive=folder / "archive", folder=own)
        result = replay(log, plan, now=BEGIN)
        seconds = time.perf_counter() - begun
        sums.append(checksum(log, run))
        print(
            f"{own.name}, {run}: {result.items} items in {seconds:.1f} s "
            f"({result.records / seconds:.0f} responses/s), sha256 {sums[-1][1]}",
            flush=True,
        )
    log.close()
    return sums


def main(argv: list[str] | None = None) -> None:
    """Make the archive, replay it twice on each log, compare."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--feeds", type=int, default=10)
    asked.add_argument("--days", type=int, default=365)
    asked.add_argument("--kafka", action="store_true", help="on a Kafka started for it, too")
    given = asked.parse_args(argv)
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        size = fill(folder / "archive", given.feeds, given.days)
        print(
            f"archive: {given.feeds * given.days} responses of {given.feeds} feeds over "
            f"{given.days} days, {size:,} bytes"
        )
        sums = replayed_twice(f"sqlite:///{folder / 'log.db'}", folder)
        if given.kafka:
            sums += replayed_twice(running.enter_context(LocalKafka()).url, folder)
    assert len(set(sums)) == 1, sums
    print("equal")


if __name__ == "__main__":
    main()
