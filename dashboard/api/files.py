"""The page: static files from the package, and the same shell for every address of the page."""

import gzip
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, HTTPException, Request, Response

ADDRESSES = ("companies", "cases", "alerts", "search", "watchlists", "feeds")
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One static file in memory; all of the page is a few dozen kilobytes."""

    type: str
    etag: str
    plain: bytes
    packed: bytes


def load(folder: Traversable | None = None, prefix: str = "") -> dict[str, File]:
    """Every file under dashboard/page by its path."""
    root = folder or files("dashboard") / "page"
    return dict(_walk(root, prefix))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, File]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith((".py", ".pyc")):
            yield prefix + entry.name, _file(entry)


def _file(entry: Traversable) -> File:
    plain = entry.read_bytes()
    ending = "." + entry.name.rpartition(".")[2]
    kind = TYPES.get(ending) or mimetypes.guess_type(entry.name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    etag = f'"{blake2b(plain, digest_size=12).hexdigest()}"'
    return File(type=kind, etag=etag, plain=plain, packed=gzip.compress(plain, 9, mtime=0))


def router(loaded: dict[str, File]) -> APIRouter:
    """Routes for the shell and the files; not part of the API document."""
    routes = APIRouter(include_in_schema=False)

    async def shell(request: Request) -> Response:
        return _send(request, loaded.get("index.html"))

    async def asset(request: Request, path: str) -> Response:
        return _send(request, loaded.get(path))

    routes.add_api_route("/", shell)
    for address in ADDRESSES:
        routes.add_api_route(f"/{address}", shell)
        routes.add_api_route(f"/{address}/{{rest:path}}", shell)
    routes.add_api_route("/page/{path:path}", asset)
    return routes


def _send(request: Request, file: File | None) -> Response:
    if file is None:
        raise HTTPException(404, "no such file")
    headers = {"etag": file.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.type)
    return Response(file.plain, headers=headers, media_type=file.type)
