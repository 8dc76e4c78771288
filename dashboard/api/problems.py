"""Errors as RFC 9457 problem documents: every failure of the API has this one shape."""

from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from broker import BrokerError
from dashboard.model.paging import CursorError
from dashboard.model.watchlists import ProtectedError

MEDIA_TYPE = "application/problem+json"
logger = structlog.get_logger("regwatch.dashboard")


class Problem(BaseModel):
    """An error. `detail` says what is wrong and what to do; `errors` lists the bad fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    errors: list[dict[str, str]] = Field(default_factory=list)


EXAMPLE = {
    "type": "about:blank",
    "title": "Not Found",
    "status": 404,
    "detail": "no company 'acme': look it up with /api/search?q=",
    "instance": "/api/companies/acme",
}


def responses(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of an operation, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": EXAMPLE}}
    return {code: {"description": HTTPStatus(code).phrase, "content": content} for code in codes}


def body(status: int, detail: str, path: str, errors: list[dict[str, str]] | None = None) -> bytes:
    """The document's bytes."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": path,
    }
    if errors:
        problem["errors"] = errors
    return orjson.dumps(problem)


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""

    async def known(request: Request, error: Exception) -> Response:
        status = _STATUS[type(error)]
        return _response(request, status, str(error))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = str(error.detail)
        if detail == HTTPStatus(error.status_code).phrase:
            detail = _HINTS.get(error.status_code, detail)
        return _response(request, error.status_code, detail, headers=error.headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = [
            {"field": ".".join(str(part) for part in one["loc"][1:]), "problem": one["msg"]}
            for one in error.errors()
        ]
        first = errors[0]
        detail = f"{first['field'] or 'body'}: {first['problem']}"
        return _response(request, 422, detail, errors=errors)

    async def unforeseen(request: Request, error: Exception) -> Response:
        logger.error("request failed", path=request.url.path, exc_info=error)
        return _response(request, 500, "this should not happen: see the server's log")

    for kind in _STATUS:
        app.add_exception_handler(kind, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)


def _response(
    request: Request,
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Any = None,
) -> Response:
    content = body(status, detail, request.url.path, errors)
    return Response(content, status, headers=headers, media_type=MEDIA_TYPE)


_STATUS: dict[type[Exception], int] = {CursorError: 400, ProtectedError: 409, BrokerError: 503}
_HINTS = {
    404: "nothing here: the operations are listed in /openapi.json",
    405: "this path does not take that method: see /openapi.json",
}
