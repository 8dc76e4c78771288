"""JSON answers with an ETag, compressed once, and kept while the model stands still.

`Answers` is an ASGI layer: a GET that was answered before, of the same address, model generation
and day, never reaches a route. The ETag is a hash of the body, so all copies agree on it.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SMALL = 800  # bytes; below, compressing costs more than it saves
State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One rendered body."""

    state: State
    etag: str
    plain: bytes
    packed: bytes | None


def render(data: Any, state: State) -> Answer:
    """`data` as JSON bytes, with its ETag and its gzip form."""
    plain = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)
    etag = f'"{blake2b(plain, digest_size=12).hexdigest()}"'
    packed = gzip.compress(plain, compresslevel=1, mtime=0) if len(plain) > SMALL else None
    return Answer(state, etag, plain, packed)


class Answers:
    """`state()` names what a body depends on besides its address (generation, day)."""

    def __init__(self, state: Callable[[], State], *, size: int = 512) -> None:
        self._state = state
        self._size = size
        self._kept: OrderedDict[bytes, Answer] = OrderedDict()

    def layer(self, app: ASGIApp) -> ASGIApp:
        """`app` behind the kept answers."""

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            answer = self._find(scope)
            if answer is None:
                await app(scope, receive, send)
            else:
                await _response(answer, Request(scope))(scope, receive, send)

        return serve

    def _find(self, scope: Scope) -> Answer | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        address = _address(scope)
        answer = self._kept.get(address)
        if answer is None or answer.state != self._state():
            return None
        self._kept.move_to_end(address)
        return answer

    def send(self, request: Request, data: Any, *, state: State | None = None) -> Response:
        """Answer with `data`; `state` is the one from before it was computed."""
        answer = render(data, state or self._state())
        self._kept[_address(request.scope)] = answer
        self._kept.move_to_end(_address(request.scope))
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return _response(answer, request)

    def state(self) -> State:
        """The present state, to be taken before data are computed."""
        return self._state()


def _address(scope: Scope) -> bytes:
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return path + b"?" + query


def _response(answer: Answer, request: Request) -> Response:
    headers = {"etag": answer.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if answer.etag in _known(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if answer.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(answer.packed, headers=headers, media_type="application/json")
    return Response(answer.plain, headers=headers, media_type="application/json")


def _known(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
