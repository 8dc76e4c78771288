"""Which feeds answer: every feed fetched and read once, nothing stored, nothing published."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.catalog import Catalog, Feed
from feeds.fetch import Client, FetchError, Response
from feeds.outcome import read
from feeds.parse import ParseError
from feeds.revise import newest
from feeds.settings import PullSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one feed answered. `detail` says what is wrong, or where a working feed has moved."""

    feed: Feed
    ok: bool
    status: int | None = None
    entries: int = 0
    newest: dt.datetime | None = None
    size: int = 0
    conditional: bool = False
    detail: str = ""


async def check(
    catalog: Catalog,
    settings: PullSettings | None = None,
    *,
    client: Client | None = None,
    clock: Callable[[], dt.datetime],
) -> AsyncIterator[Check]:
    """Yield one `Check` a feed as the answers come in, `settings.pool` at once."""
    settings = settings or PullSettings()
    pool = asyncio.Semaphore(settings.pool)
    hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(settings.per_host))
    used = client or Client(settings.limits)

    async def one(feed: Feed) -> Check:
        async with hosts[urlsplit(feed.url).netloc], pool:
            return await _check(used, feed, settings, clock())

    tasks = [asyncio.create_task(one(feed)) for feed in catalog]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for pending in tasks:
            pending.cancel()
        if client is None:
            await used.close()


async def _check(client: Client, feed: Feed, settings: PullSettings, now: dt.datetime) -> Check:
    try:
        response = await client.get(feed.url, allow_private=feed.allow_private)
    except FetchError as error:
        return Check(feed=feed, ok=False, detail=str(error))
    if response.status != 200:
        said = f"HTTP {response.status} {response.reason}".strip()
        return Check(feed=feed, ok=False, status=response.status, detail=said)
    try:
        document = await asyncio.to_thread(read, feed, response, settings)
    except ParseError as error:
        return Check(feed=feed, ok=False, status=200, size=response.size, detail=str(error))
    return Check(
        feed=feed,
        ok=True,
        status=200,
        entries=len(document.entries),
        newest=newest(document, now),
        size=response.size,
        conditional="etag" in response.headers or "last-modified" in response.headers,
        detail=_remark(response, document.note),
    )


def _remark(response: Response, note: str) -> str:
    permanent = response.hops and all(hop.status in {301, 308} for hop in response.hops)
    return f"moved to {response.url}" if permanent else note
