"""The door: security headers on every answer; host, token and rate limit checked on the way in.

A page on another site cannot read the API (no CORS unless configured), cannot reach a loopback
dashboard under a name of its own (the Host header must be ours), and cannot write without a
preflight. The static page is public and holds no data; everything under /api needs the token where
there is one, and so does /metrics.
"""

import hmac
import math
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api.limits import Limiter
from dashboard.api.problems import MEDIA_TYPE, body
from dashboard.metrics import Metrics
from dashboard.settings import Settings, is_loopback

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
GUARDED = ("/api/", "/metrics")


class Guard:
    """An ASGI layer around the whole application. `clock` counts seconds."""

    def __init__(
        self, app: ASGIApp, *, settings: Settings, metrics: Metrics, clock: Callable[[], float]
    ) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._clock = clock
        rate = settings.requests_per_second
        self._limiter = Limiter(rate=rate, burst=settings.burst) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                _secure(message, shared=bool(self._settings.cors_origins))
                self._metrics.request(scope, message["status"], self._clock() - started)
            await send(message)

        refusal = self._refuse(scope)
        await (refusal or self._app)(scope, receive, answer)

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path = scope["path"]
        if self._settings.on_loopback and not _is_ours(headers.get("host", "")):
            return _problem(421, "this dashboard answers to localhost only", path)
        guarded = path.startswith(GUARDED) and scope["method"] != "OPTIONS"
        wait = self._wait(scope) if guarded else 0.0
        if wait:
            return _problem(429, "too many requests: slow down", path, _retry(wait))
        if guarded and self._settings.token and not self._knows_token(headers):
            challenge = {"www-authenticate": 'Bearer realm="regwatch"'}
            return _problem(401, "send the token: Authorization: Bearer TOKEN", path, challenge)
        return None

    def _wait(self, scope: Scope) -> float:
        if self._limiter is None:
            return 0.0
        client = scope.get("client") or ("unknown", 0)
        return self._limiter.wait(client[0], self._clock())

    def _knows_token(self, headers: Headers) -> bool:
        given = headers.get("authorization", "")
        scheme, _, token = given.partition(" ")
        expected = (self._settings.token or "").encode()
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), expected)


def _is_ours(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return is_loopback(name) or name == "testserver"


def _retry(wait: float) -> dict[str, str]:
    return {"retry-after": str(math.ceil(wait))}


def _problem(
    status: int, detail: str, path: str, headers: dict[str, str] | None = None
) -> Response:
    assert HTTPStatus(status)
    return Response(body(status, detail, path), status, headers=headers, media_type=MEDIA_TYPE)


def _secure(message: Message, *, shared: bool) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        if not (shared and name == "cross-origin-resource-policy"):
            headers.setdefault(name, value)
