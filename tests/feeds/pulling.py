"""A puller in a process of its own, to be killed: `python -m tests.feeds.pulling FOLDER URL...`.

Polls every feed again and again, and prints "ready" once it has begun.
"""

import asyncio
import sys
from pathlib import Path

import broker
from feeds.archive import ArchiveWriter
from feeds.catalog import Catalog, Feed
from feeds.pull import Puller
from feeds.settings import PullSettings
from feeds.state.store import StateStore


async def main(folder: Path, urls: list[str]) -> None:
    """Pull `urls` every 50 ms until killed."""
    feeds = {
        f"f{number}": Feed(id=f"f{number}", title="F", url=url, allow_private=True, interval=0.05)
        for number, url in enumerate(urls)
    }
    log = broker.connect(f"sqlite:///{folder / 'log.db'}")
    store = StateStore.open(folder / "state.sqlite")
    archive = ArchiveWriter(folder / "archive")
    puller = Puller(Catalog(feeds=feeds), log, store, archive, PullSettings(per_host=16))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await puller.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
