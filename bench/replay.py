"""A year of archive, replayed twice: `python -m bench.replay [FEEDS] [DAYS]` (default 10, 365).

An archive is made of one response a feed and day, each bringing a new story and now and then an
edit, at the times they would have been fetched. Both replays go into runs of their own on one log;
their checksums over every record (partition, offset, time, key, value) must be equal.
"""

import datetime as dt
import hashlib
import sys
import tempfile
import time
from pathlib import Path

import broker
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


def main(feeds: int, days: int) -> None:
    """Make the archive, replay it twice, compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = fill(folder / "archive", feeds, days)
        print(
            f"archive: {feeds * days} responses of {feeds} feeds over {days} days, {size:,} bytes"
        )
        log = broker.connect(f"sqlite:///{folder / 'log.db'}")
        sums = []
        for run in ("first", "second"):
            begun = time.perf_counter()
            plan = ReplayPlan(into=run, archive=folder / "archive", folder=folder)
            result = replay(log, plan, now=BEGIN)
            seconds = time.perf_counter() - begun
            sums.append(checksum(log, run))
            print(
                f"{run}: {result.items} items in {seconds:.1f} s "
                f"({result.records / seconds:.0f} responses/s), sha256 {sums[-1][1]}"
            )
        log.close()
    assert sums[0] == sums[1]
    print("equal")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*(given + [10, 365][len(given) :]))
