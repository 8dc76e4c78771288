"""A scripted publisher over real HTTP, a log in a file, and a puller with a clock of our own."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

import broker
from broker.log import Log
from feeds.archive import ArchiveWriter
from feeds.catalog import Catalog, Feed
from feeds.fetch import Limits
from feeds.pull import Puller
from feeds.settings import PullSettings
from feeds.state.store import StateStore
from schemas.codec import decode
from schemas.item import Item
from schemas.topics import Topics

START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


@dataclass
class Clock:
    """A clock that moves only when it is told to."""

    now: dt.datetime = START

    def __call__(self) -> dt.datetime:
        """The time it shows."""
        return self.now

    def advance(self, **parts: float) -> None:
        """Move on by a timedelta's parts."""
        self.now += dt.timedelta(**parts)


@dataclass
class Reply:
    """What the publisher answers at one path."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A publisher: `pages` by path; `requests` records what was asked, in order."""

    url: str = ""
    pages: dict[str, Reply | Callable[[web.Request], Awaitable[web.StreamResponse]]] = field(
        default_factory=dict
    )
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer with the page of the path, or 404."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append((request.path_qs, headers))
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        if not isinstance(page, Reply):
            return await page(request)
        tag = page.headers.get("ETag")
        if tag and page.status == 200 and headers.get("if-none-match") == tag:
            return web.Response(status=304, headers=page.headers)
        body = page.body.encode() if isinstance(page.body, str) else page.body
        return web.Response(status=page.status, body=body, headers=page.headers)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A running publisher on loopback."""
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """An embedded log in a file of its own."""
    made = broker.connect(f"sqlite:///{tmp_path / 'log.db'}")
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at 2 March 2026, 08:00 UTC."""
    return Clock()


class Bench:
    """A puller over fresh or kept state: `await bench.once(feed, ...)` polls what is due."""

    def __init__(self, log: Log, folder: Path, clock: Clock) -> None:
        self.log = log
        self.folder = folder
        self.clock = clock
        self.settings = PullSettings(
            folder=folder, limits=Limits(total=3.0, connect=2.0, redirects=3)
        )
        self.topics = Topics()
        self.states: dict[str, Any] = {}

    async def once(self, *feeds: Feed) -> Any:
        """Poll what is due among `feeds` with the state of earlier calls; gives the summary."""
        store = StateStore.open(self.folder / "state.sqlite")
        archive = ArchiveWriter(self.folder / "archive")
        puller = Puller(
            Catalog(feeds={feed.id: feed for feed in feeds}),
            self.log,
            store,
            archive,
            self.settings,
            clock=self.clock,
            chance=lambda: 0.0,
        )
        try:
            summary = await puller.once()
            self.states = dict(puller.states)
            return summary
        finally:
            await puller.close()
            archive.close()
            store.close()

    async def again(self, *feeds: Feed, **parts: float) -> Any:
        """Let time pass (a day unless told otherwise), then poll."""
        self.clock.advance(**(parts or {"days": 1.5}))
        return await self.once(*feeds)

    def items(self, topics: Topics | None = None) -> list[Item]:
        """Every item published, partition by partition."""
        return [decode(Item, value) for _, value in self.records((topics or self.topics).items)]

    def records(self, spec: Any) -> list[tuple[bytes | None, bytes]]:
        """Keys and values of a topic."""
        if spec.name not in self.log.topics():
            return []
        return [
            (record.key, record.value or b"")
            for batch in self.log.read([spec.name])
            for record in batch
        ]


@pytest.fixture
def bench(log: Log, tmp_path: Path, clock: Clock) -> Bench:
    """A puller's bench on a fresh folder."""
    return Bench(log, tmp_path / "feeds", clock)


def feed(url: str, **changes: Any) -> Feed:
    """A feed at `url` that allows loopback."""
    made = Feed(id="test", title="Test feed", url=url, allow_private=True)
    return replace(made, **changes)


def rss(*entries: str, extra: str = "") -> str:
    """An RSS document of `entries` (each the inside of an <item>)."""
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>T</title>{extra}{items}</channel></rss>"
    )


def entry(number: int, text: str = "A bank was fined.", day: int = 1) -> str:
    """The inside of one RSS item."""
    return (
        f"<title>Story {number}</title><link>https://news.example/{number}</link>"
        f"<guid>g{number}</guid><description>{text}</description>"
        f"<pubDate>Sun, {day:02d} Mar 2026 0{number % 10}:00:00 GMT</pubDate>"
    )
