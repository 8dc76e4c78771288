"""kill -9 of a real puller again and again: every item once in the log, once in a replay."""

import asyncio
import datetime as dt
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

import broker
from broker.log import Log
from feeds.archive import ArchiveWriter
from feeds.publish import Publisher
from feeds.replay import ReplayPlan, replay
from feeds.state.store import StateStore
from schemas.codec import decode
from schemas.item import Item
from schemas.topics import Topics
from tests.feeds.conftest import START, Reply, Site, entry, rss

ROOT = Path(__file__).resolve().parents[2]
FEEDS = 8
ROUNDS = 6


def versions(log: Log, run: str = "live") -> Counter[tuple[str, int]]:
    """How often each revision of each item stands in the log."""
    found: Counter[tuple[str, int]] = Counter()
    for batch in log.read([Topics(run=run).items.name]):
        for record in batch:
            item = decode(Item, record.value or b"")
            found[item.id, item.revision] += 1
    return found


@pytest.mark.slow
async def test_killed_at_any_moment_nothing_is_lost_or_doubled(site: Site, tmp_path: Path) -> None:
    """Feeds grow and are edited while the puller is killed in the middle of its work."""
    chance = random.Random(7)
    urls = [f"{site.url}/{number}" for number in range(FEEDS)]
    for round_ in range(ROUNDS):
        for number in range(FEEDS):
            stories = [entry(n, f"Text of {n}.") for n in range(1, 4 + 2 * round_)]
            stories[0] = entry(1, f"Edited in round {round_}.")
            site.pages[f"/{number}"] = Reply(rss(*reversed(stories)))
        puller = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.feeds.pulling",
            str(tmp_path),
            *urls,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert puller.stdout is not None
        await puller.stdout.readline()
        last = round_ == ROUNDS - 1
        await asyncio.sleep(3.0 if last else chance.uniform(0.05, 0.6))
        puller.send_signal(signal.SIGKILL)
        await puller.wait()
    log = broker.connect(f"sqlite:///{tmp_path / 'log.db'}")
    store, archive = StateStore.open(tmp_path / "state.sqlite"), ArchiveWriter(tmp_path / "archive")
    archive.repair()
    Publisher(log, store, archive).resume()
    archive.close()
    store.close()
    live = versions(log)
    again = ReplayPlan(into="again", archive=tmp_path / "archive", folder=tmp_path)
    replay(log, again, now=START + dt.timedelta(days=1))
    shadow = versions(log, "again")
    log.close()
    ids = {item for item, _ in live}
    assert (set(live.values()), len(ids), shadow) == ({1}, FEEDS * (3 + 2 * (ROUNDS - 1)), live)
