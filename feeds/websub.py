"""WebSub: feeds that offer a hub tell us of news, instead of being asked.

A small server takes the hub's calls: it confirms subscriptions we asked for, checks the signature
of a notice, and has the feed polled at once (the notice's own body is not used, so everything takes
one road). Leases are renewed in time and kept in the state file.
"""

import asyncio
import contextlib
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import structlog
from aiohttp import web
from pydantic import AwareDatetime, TypeAdapter

from feeds.catalog import Catalog
from feeds.fetch import Client, FetchError
from feeds.state.feed_state import FeedState, Status
from feeds.state.store import StateStore, Step

_log = structlog.get_logger(__name__)
_HASHES = {"sha1", "sha256", "sha384", "sha512"}
_MAX_NOTICE = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSubSettings:
    """`callback` is this server's address as hubs reach it; `host` and `port` where it listens."""

    callback: str
    host: str = "127.0.0.1"
    port: int = 0
    lease: dt.timedelta = dt.timedelta(days=7)
    retry: dt.timedelta = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One subscription. `until` None means that the hub has not confirmed it (yet)."""

    feed: str
    hub: str
    topic: str
    token: str
    secret: str
    asked: AwareDatetime
    until: AwareDatetime | None = None

    def holds(self, now: dt.datetime) -> bool:
        """Whether the hub tells of news at `now`."""
        return self.until is not None and now < self.until


_LEASE = TypeAdapter(Lease)


def due(state: FeedState, lease: Lease | None, now: dt.datetime, settings: WebSubSettings) -> bool:
    """Whether to ask the feed's hub now: no lease, another hub, or a tenth of it left. Pure."""
    if state.status is not Status.ACTIVE or not state.hub or not state.topic:
        return False
    if lease is None or (lease.hub, lease.topic) != (state.hub, state.topic):
        return True
    if now - lease.asked < settings.retry:
        return False
    return lease.until is None or lease.until - now < settings.lease / 10


def signed(secret: str, header: str, body: bytes) -> bool:
    """Whether `header` (X-Hub-Signature) proves that `body` comes from who knows `secret`. Pure."""
    method, _, digest = header.partition("=")
    if method not in _HASHES:
        return False
    wanted = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(wanted, digest.strip().lower())


class Subscriber:
    """Subscribes the feeds of a catalog. `states` are the puller's, `news(feed)` polls one now."""

    def __init__(
        self,
        settings: WebSubSettings,
        catalog: Catalog,
        store: StateStore,
        client: Client,
        *,
        states: Mapping[str, FeedState],
        news: Callable[[str], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._settings = settings
        self._catalog = catalog
        self._store = store
        self._client = client
        self._states = states
        self._news = news
        self._clock = clock
        self._runner: web.AppRunner | None = None
        self._leases = {
            lease.feed: lease
            for mark in store.marks("websub:")
            if (lease := _LEASE.validate_python(mark)).feed in catalog.feeds
        }

    @property
    def port(self) -> int:
        """Where the server listens."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    def holds(self, feed_id: str) -> bool:
        """Whether a hub tells of this feed's news, so that it need not be asked often."""
        lease = self._leases.get(feed_id)
        return lease is not None and lease.holds(self._clock())

    async def run(self, stop: asyncio.Event, every: float = 30.0) -> None:
        """Serve and renew until `stop` is set. Raises `OSError` if the port is taken."""
        await self.start()
        try:
            while not stop.is_set():
                await self.renew()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), every)
        finally:
            await self.close()

    async def start(self) -> None:
        """Begin to take the hubs' calls."""
        app = web.Application(client_max_size=_MAX_NOTICE)
        app.router.add_get("/{token}", self._confirm)
        app.router.add_post("/{token}", self._notice)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._settings.host, self._settings.port).start()

    async def close(self) -> None:
        """Stop serving; leases stay as they are."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def renew(self) -> int:
        """Ask the hubs of all feeds that are due; gives their number."""
        now = self._clock()
        asked = 0
        for feed in self._catalog:
            state = self._states.get(feed.id)
            known = self._leases.get(feed.id)
            if feed.websub and state and due(state, known, now, self._settings):
                await self._ask(feed.id, state, known, now, allow_private=feed.allow_private)
                asked += 1
        return asked

    async def _ask(
        self,
        feed_id: str,
        state: FeedState,
        known: Lease | None,
        now: dt.datetime,
        *,
        allow_private: bool,
    ) -> None:
        assert state.hub is not None
        assert state.topic is not None
        same = known is not None and known.hub == state.hub and known.topic == state.topic
        lease = Lease(
            feed=feed_id,
            hub=state.hub,
            topic=state.topic,
            token=known.token if same and known else secrets.token_urlsafe(24),
            secret=known.secret if same and known else secrets.token_urlsafe(32),
            asked=now,
            until=known.until if same and known else None,
        )
        self._keep(lease)  # before the hub hears of it: it may confirm at once
        form = {
            "hub.mode": "subscribe",
            "hub.topic": lease.topic,
            "hub.callback": f"{self._settings.callback.rstrip('/')}/{lease.token}",
            "hub.secret": lease.secret,
            "hub.lease_seconds": str(int(self._settings.lease.total_seconds())),
        }
        try:
            status = await self._client.post(lease.hub, form, allow_private=allow_private)
        except FetchError as error:
            _log.info("hub out of reach", feed=feed_id, hub=lease.hub, error=str(error))
            return
        if status not in {202, 204}:
            _log.info("hub refused", feed=feed_id, hub=lease.hub, status=status)

    async def _confirm(self, request: web.Request) -> web.Response:
        lease = self._by_token(request)
        asked = request.query
        if lease is None or asked.get("hub.topic") != lease.topic:
            raise web.HTTPNotFound
        mode = asked.get("hub.mode")
        if mode == "denied":
            self._keep(replace(lease, until=None))
            return web.Response()
        seconds = asked.get("hub.lease_seconds", "")
        if mode != "subscribe" or not seconds.isdecimal():
            raise web.HTTPNotFound
        held = min(dt.timedelta(seconds=min(int(seconds), 10**8)), 4 * self._settings.lease)
        self._keep(replace(lease, until=self._clock() + held))
        return web.Response(text=asked.get("hub.challenge", ""))

    async def _notice(self, request: web.Request) -> web.Response:
        lease = self._by_token(request)
        if lease is None:
            raise web.HTTPGone
        body = await request.read()
        # A false notice is answered like a true one, so that nobody can try out signatures.
        if signed(lease.secret, request.headers.get("X-Hub-Signature", ""), body):
            self._news(lease.feed)
        return web.Response(status=202)

    def _by_token(self, request: web.Request) -> Lease | None:
        token = request.match_info["token"].encode()
        for lease in self._leases.values():
            if hmac.compare_digest(lease.token.encode(), token):
                return lease
        return None

    def _keep(self, lease: Lease) -> None:
        self._leases[lease.feed] = lease
        mark = (f"websub:{lease.feed}", _LEASE.dump_python(lease, mode="json"))
        self._store.intend([Step(at=self._clock(), mark=mark)])
