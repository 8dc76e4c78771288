"""Five real articles: the same right totals from one process and from the whole system."""

import asyncio
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from agents.classify import load
from agents.pipeline import Pipeline
from agents.resolve import ResolveSettings
from agents.settings import WorkerSettings
from agents.worker import prepare
from broker import Log, connect
from cli.contract import company_totals
from cli.latest import latest
from cli.pulling import pull_plan
from feeds.service import PullPlan, pull
from feeds.summary import Summary
from schemas.item import Item
from schemas.item_file import read_items
from schemas.tally import Tally
from schemas.topics import Topics
from schemas.words import Kind
from tests.system.world import Worker, drain


@pytest.fixture(scope="module")
def seeds(shared: Path) -> list[Item]:
    """The five articles."""
    with (shared / "corpus" / "seeds.jsonl").open("rb") as lines:
        return [item for item in read_items(lines) if isinstance(item, Item)]


ON_KAFKA = pytest.param("kafka", marks=[pytest.mark.kafka, pytest.mark.soak])


@pytest.fixture(params=["embedded", ON_KAFKA])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    """A log, once for every engine."""
    if request.param == "kafka":
        url = request.getfixturevalue("kafka")
    else:
        url = f"sqlite:///{tmp_path / 'log.db'}"
    opened = connect(url)
    yield opened
    opened.close()


def _told(tallies: dict[str, Tally]) -> dict[str, Any]:
    return {group: company_totals(tally) for group, tally in sorted(tallies.items())}


def _in_one_process(seeds: list[Item]) -> dict[str, Any]:
    pipeline = Pipeline(load(), ResolveSettings())
    pipeline.feed_all(seeds)
    return _told(pipeline.tallies)


def test_the_totals_are_what_the_articles_tell(seeds: list[Item]) -> None:
    """Two fines and one settlement stand, five suits, one of them for 1.5 billion euros."""
    found = _in_one_process(seeds)
    bytedance = found["ByteDance"]
    counts = {group: [found[group][kind]["count"] for kind in Kind] for group in found}
    assert counts == {"ByteDance": [2, 5, 1], "Google": [0, 1, 0], "Zoom": [0, 1, 0]}
    assert bytedance["fine"]["standing"]["count"] == 2
    assert bytedance["settlement"]["standing"]["usd"] == "92000000"
    assert bytedance["lawsuit"]["pending"]["eur"] == "1500000000"
    assert bytedance["lawsuit"]["closed"]["count"] == 1


@pytest.mark.slow
def test_the_running_system_comes_to_the_same_totals(
    seeds: list[Item], log: Log, tmp_path: Path
) -> None:
    """Fed through a feed over HTTP, read by the workers (two of them on Kafka)."""
    settings = WorkerSettings(log=log.url, run=f"seeds-{uuid.uuid4().hex[:8]}")
    prepare(settings)
    with _served(seeds, tmp_path) as catalog:
        plan = pull_plan(settings.topics, (str(catalog),), tmp_path / "feeds")
        summary = asyncio.run(_pull_once(log, plan))
    assert summary.items == len(seeds)
    workers = 2 if log.url.startswith("kafka") else 1
    assert _worked_through(log, settings.topics, workers) == _in_one_process(seeds)


async def _pull_once(log: Log, plan: PullPlan) -> Summary:
    return await pull(log, plan, asyncio.Event(), once=True)


def _worked_through(log: Log, topics: Topics, workers: int) -> dict[str, Any]:
    with ExitStack() as stack:
        for number in range(workers):
            options = ("--run", topics.run, "--instance", f"{topics.run}-{number}")
            stack.enter_context(Worker(log.url, options))
        drain(log, topics, seconds=240)
    return _told({t.group: t for t in latest(log, topics.tallies.name, Tally).values()})


@contextmanager
def _served(seeds: list[Item], folder: Path) -> Iterator[Path]:
    """The articles as a JSON Feed on loopback; gives the catalog that names it."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Seeds",
        "items": [
            {
                "id": seed.id,
                "url": f"https://example.org/{seed.id}",
                "title": seed.title,
                "summary": seed.summary,
                "content_text": seed.body,
                "date_published": seed.published.isoformat() if seed.published else None,
            }
            for seed in seeds
        ],
    }
    with _serving(json.dumps(feed).encode()) as address:
        catalog = folder / "feeds.toml"
        catalog.write_text(
            f'[[feed]]\nid = "seeds"\ntitle = "Seeds"\nurl = "{address}"\nallow_private = true\n'
        )
        yield catalog


@contextmanager
def _serving(body: bytes) -> Iterator[str]:
    ready, stop, found = threading.Event(), threading.Event(), []

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/feed+json")

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/feed.json", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.append(f"http://127.0.0.1:{runner.addresses[0][1]}/feed.json")
        ready.set()
        await asyncio.to_thread(stop.wait)
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(10)
    try:
        yield found[0]
    finally:
        stop.set()
        thread.join()
