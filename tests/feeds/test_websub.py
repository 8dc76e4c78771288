"""WebSub against a real hub over HTTP: subscribe, confirm, notice, renew."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from broker.log import Log
from feeds.catalog import Catalog
from feeds.fetch import Client
from feeds.pull import Puller
from feeds.settings import PullSettings
from feeds.state.feed_state import fresh
from feeds.state.store import StateStore
from feeds.websub import Lease, Subscriber, WebSubSettings, due, signed
from tests.feeds.conftest import START, Clock, Reply, Site, entry, feed, rss

TOPIC = "https://publisher.example/feed"
SETTINGS = WebSubSettings(callback="http://unused.example")


@dataclass
class Hub:
    """A hub that confirms what it is asked, and can send notices."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Accept a subscription, and confirm it from outside, as the protocol has it."""
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append(form)
        self.tasks.append(asyncio.create_task(self.confirm(form)))
        return web.Response(status=202)

    async def confirm(self, form: dict[str, str], topic: str | None = None) -> None:
        """Call the subscriber back with a challenge."""
        query = {
            "hub.mode": "subscribe",
            "hub.topic": topic or form["hub.topic"],
            "hub.challenge": "riddle",
            "hub.lease_seconds": form["hub.lease_seconds"],
        }
        async with (
            aiohttp.ClientSession() as session,
            session.get(form["hub.callback"], params=query) as answer,
        ):
            self.confirmed.append(f"{answer.status} {await answer.text()}")

    async def tell(self, secret: str | None = None) -> int:
        """Send a notice, signed with the subscription's secret unless another is given."""
        form = self.asked[-1]
        body = b"<rss/>"
        key = (secret or form["hub.secret"]).encode()
        digest = hmac.new(key, body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": f"sha256={digest}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(form["hub.callback"], data=body, headers=headers) as answer,
        ):
            return answer.status


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A running hub."""
    made = Hub()
    app = web.Application()
    app.router.add_post("/", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield made
    await runner.cleanup()


@contextlib.asynccontextmanager
async def subscribed(
    hub: Hub, folder: Path, clock: Clock
) -> AsyncIterator[tuple[Subscriber, list[str]]]:
    """A subscriber of one feed that the hub has confirmed, and the feeds that had news."""
    source = feed("https://publisher.example/feed")
    state = replace(fresh("test", source.url, START), hub=hub.url, topic=TOPIC)
    news: list[str] = []
    store = StateStore.open(folder / "state.sqlite")
    async with Client(PullSettings().limits) as client:
        made = Subscriber(
            SETTINGS,
            Catalog(feeds={"test": source}),
            store,
            client,
            states={"test": state},
            news=news.append,
            clock=clock,
        )
        await made.start()
        made._settings = replace(SETTINGS, callback=f"http://127.0.0.1:{made.port}/")
        await made.renew()
        await asyncio.gather(*hub.tasks)
        yield made, news
        await made.close()
    store.close()


async def test_a_confirmed_subscription_has_a_feed_polled_at_news(
    hub: Hub, tmp_path: Path, clock: Clock
) -> None:
    """The challenge is echoed, the lease holds, a signed notice counts."""
    async with subscribed(hub, tmp_path, clock) as (subscriber, news):
        status = await hub.tell()
        assert (hub.confirmed, subscriber.holds("test"), status, news) == (
            ["200 riddle"],
            True,
            202,
            ["test"],
        )


async def test_a_notice_with_a_false_signature_is_ignored(
    hub: Hub, tmp_path: Path, clock: Clock
) -> None:
    """Answered like a true one, and without effect."""
    async with subscribed(hub, tmp_path, clock) as (_, news):
        assert (await hub.tell("guessed"), news) == (202, [])


async def test_a_topic_that_was_not_asked_for_is_not_confirmed(
    hub: Hub, tmp_path: Path, clock: Clock
) -> None:
    """Nobody can subscribe us to something else."""
    async with subscribed(hub, tmp_path, clock):
        await hub.confirm(hub.asked[-1], topic="https://evil.example/feed")
    assert hub.confirmed[-1].startswith("404")


async def test_a_lease_is_renewed_in_time_and_kept_over_a_restart(
    hub: Hub, tmp_path: Path, clock: Clock
) -> None:
    """Same address and secret again, once a tenth of the lease is left."""
    async with subscribed(hub, tmp_path, clock) as (subscriber, _):
        early = await subscriber.renew()
    clock.advance(days=6.5)
    async with subscribed(hub, tmp_path, clock) as (subscriber, _):
        held = subscriber.holds("test")
    secrets = {form["hub.secret"] for form in hub.asked}
    assert (early, len(hub.asked), len(secrets), held) == (0, 2, 1, True)


async def test_a_puller_with_a_hub_sees_news_at_once_and_polls_less(
    hub: Hub, site: Site, log: Log, tmp_path: Path
) -> None:
    """A notice brings the new entry within a second; the next poll is a day away."""
    link = (
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{hub.url}"/>'
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{site.url}/feed"/>'
    )
    site.pages["/feed"] = Reply(rss(entry(1), extra=link))
    source = feed(f"{site.url}/feed")
    store = StateStore.open(tmp_path / "state.sqlite")
    port = 18_150
    puller = Puller(
        Catalog(feeds={"test": source}),
        log,
        store,
        settings=PullSettings(folder=tmp_path),
        websub=WebSubSettings(callback=f"http://127.0.0.1:{port}", port=port),
    )
    stop = asyncio.Event()
    running = asyncio.create_task(puller.run(stop))
    await until(lambda: puller.summary.items == 1)
    assert puller._subscriber is not None
    await puller._subscriber.renew()
    await until(lambda: bool(hub.confirmed))
    site.pages["/feed"] = Reply(rss(entry(2), entry(1), extra=link))
    await hub.tell()
    await until(lambda: puller.summary.items == 2)
    stop.set()
    await running
    state = puller.states["test"]
    await puller.close()
    store.close()
    assert state.last_poll is not None
    assert state.next_poll - state.last_poll >= dt.timedelta(hours=24)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for `condition` to hold, at most five seconds."""
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about in five seconds")


@pytest.mark.parametrize(
    ("changes", "days", "wanted"),
    [
        (None, 0, True),
        ({"until": START + dt.timedelta(days=7)}, 1, False),
        ({"until": START + dt.timedelta(days=7)}, 6.5, True),
        ({"until": None}, 0.01, False),
        ({"until": None}, 1, True),
        ({"until": START + dt.timedelta(days=7), "hub": "https://other.example"}, 0.1, True),
    ],
    ids=["never asked", "held", "nearly over", "just asked", "unanswered", "another hub"],
)
def test_when_a_hub_is_asked(changes: dict[str, object] | None, days: float, wanted: bool) -> None:
    """Each row: the lease there is, the days since it was asked for, whether to ask again."""
    state = replace(fresh("test", TOPIC, START), hub="https://hub.example", topic=TOPIC)
    lease = None
    if changes is not None:
        base = Lease(
            feed="test",
            hub="https://hub.example",
            topic=TOPIC,
            token="t",
            secret="s",
            asked=START,
        )
        lease = replace(base, **changes)  # type: ignore[arg-type]
    assert due(state, lease, START + dt.timedelta(days=days), SETTINGS) is wanted


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("sha1=" + hmac.new(b"s", b"x", hashlib.sha1).hexdigest(), True),
        ("sha512=" + hmac.new(b"s", b"x", hashlib.sha512).hexdigest().upper(), True),
        ("md5=" + hmac.new(b"s", b"x", hashlib.md5).hexdigest(), False),
        ("sha256=00", False),
        ("", False),
    ],
)
def test_signatures(header: str, wanted: bool) -> None:
    """SHA only, whole and right."""
    assert signed("s", header, b"x") is wanted
