"""`create_app(source, settings)`: the ASGI application over a read model, or over the live one.

Layers from outside in: guard (headers, host, rate, token), CORS where configured, kept answers,
routes. The model is started and closed by whoever made it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from dashboard.api import alerts, cases, companies, files, operators, problems, stream, watchlists
from dashboard.api.answers import Answers
from dashboard.api.context import Context
from dashboard.api.guard import Guard
from dashboard.api.hub import Hub
from dashboard.metrics import Metrics
from dashboard.model import Live, Model, Source
from dashboard.settings import Settings

ABOUT = """Fines, lawsuits and settlements by company, each figure with its evidence.

Sums are exact decimal strings; *standing*, *pending* and *closed* are never added together. Lists
page with an opaque `cursor`; every answer has an `ETag`; every error is a problem document
(RFC 9457). Where the server asks for a token, send `Authorization: Bearer TOKEN`.
"""


def utc_now() -> datetime:
    """The aware present."""
    return datetime.now(UTC)


def create_app(
    source: Source,
    settings: Settings,
    *,
    channels: tuple[str, ...] = (),
    now: Callable[[], datetime] = utc_now,
    clock: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The application. `channels` are the names that watchlists may deliver to."""
    metrics = Metrics()
    hub = Hub(metrics)
    if isinstance(source, Live):
        source.on_switch = hub.reconnect
    answers = Answers(lambda: _state(source.current, now()))

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        hub.attach(asyncio.get_running_loop())
        source.listen(hub.publish)
        source.listen(metrics.applied)
        yield
        hub.close()
        source.unlisten(hub.publish)
        source.unlisten(metrics.applied)

    app = FastAPI(
        title="regwatch",
        description=ABOUT,
        version=_version(),
        lifespan=living,
        docs_url=None,
        redoc_url=None,
    )
    app.state.context = Context(
        source=source, settings=settings, answers=answers, hub=hub,
        metrics=metrics, now=now, channels=channels,
    )  # fmt: skip
    for routes in (companies, cases, alerts, stream, watchlists, operators):
        app.include_router(routes.router)
    app.include_router(files.router(files.load()))
    problems.install(app)
    _document(app, settings)
    app.add_middleware(_layer(answers.layer))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "PUT", "DELETE", "POST"],
            allow_headers=["authorization", "content-type", "last-event-id"],
            expose_headers=["etag"],
        )
    app.add_middleware(Guard, settings=settings, metrics=metrics, clock=clock)
    return app


def _state(model: Model, now: datetime) -> tuple[object, ...]:
    """What an answer depends on besides its address."""
    return model.topics.run, model.progress.generation, now.date()


def _layer(wrap: Callable[[ASGIApp], ASGIApp]) -> Any:
    """`wrap` in the shape that `add_middleware` takes."""

    def layer(app: ASGIApp) -> ASGIApp:
        return wrap(app)

    return layer


def _version() -> str:
    try:
        return version("regwatch")
    except PackageNotFoundError:
        return "0"


def _document(app: FastAPI, settings: Settings) -> None:
    """Add the error shape and the token to the OpenAPI document."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = make()
            parts = document.setdefault("components", {})
            problem = problems.Problem.model_json_schema() | {"example": problems.EXAMPLE}
            parts.setdefault("schemas", {})["Problem"] = problem
            parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            _replace_validation_errors(document)
            if settings.token:
                document["security"] = [{"token": []}]
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _replace_validation_errors(document: dict[str, Any]) -> None:
    """FastAPI documents its own shape for 422; ours is a problem like every other error."""
    ours = problems.responses(422)[422]
    for operations in document["paths"].values():
        for operation in operations.values():
            if "422" in operation["responses"]:
                operation["responses"]["422"] = ours
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
