"""The sample feeds over HTTP on loopback: ETag, Last-Modified and 304, like a good publisher.

`async with SampleServer() as server` serves until the end of the block; `server.catalog` lists the
feeds at the addresses they then have.
"""

import datetime as dt
import hashlib
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from feeds.catalog import Catalog, load
from feeds.hints import http_date

FOLDER = Path(__file__).parent
_TYPES = {".xml": "application/xml", ".json": "application/feed+json"}


class SampleServer:
    """Serves the .xml and .json files of a folder; `port` 0 takes any free one."""

    def __init__(self, folder: Path = FOLDER, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._folder = folder
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self.requests = 0
        self.not_modified = 0

    @property
    def url(self) -> str:
        """The server's address, without a closing slash."""
        return f"http://{self._host}:{self._port}"

    @property
    def catalog(self) -> Catalog:
        """The feeds of the folder's `catalog.toml` at this server's address."""
        feeds = load([self._folder / "catalog.toml"])
        return Catalog(
            feeds={
                feed.id: replace(feed, url=f"{self.url}{urlsplit(feed.url).path}") for feed in feeds
            }
        )

    async def start(self) -> None:
        """Begin to serve. Raises `OSError` if the port is taken."""
        app = web.Application()
        app.router.add_get("/{name}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """End; a second call does nothing."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def _serve(self, request: web.Request) -> web.Response:
        self.requests += 1
        file = self._folder / Path(request.match_info["name"]).name
        kind = _TYPES.get(file.suffix)
        if kind is None or not file.is_file():
            raise web.HTTPNotFound
        body = file.read_bytes()
        changed = dt.datetime.fromtimestamp(int(file.stat().st_mtime), dt.UTC)
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers = {
            "ETag": tag,
            "Last-Modified": format_datetime(changed, usegmt=True),
            "Cache-Control": "no-cache",
        }
        if _fresh(request, tag, changed):
            self.not_modified += 1
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)


def _fresh(request: web.Request, tag: str, changed: dt.datetime) -> bool:
    wanted = request.headers.get("If-None-Match")
    if wanted is not None:
        return tag in {part.strip().removeprefix("W/") for part in wanted.split(",")}
    since = http_date(request.headers.get("If-Modified-Since"))
    return since is not None and changed <= since
