"""Routes for operators: feed health, probes, metrics.

`/healthz` fails when the process should be restarted, `/readyz` when it should get no requests:
the model has not caught up yet, or the log has not answered for a while.
"""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from dashboard.api import service_shapes as shapes
from dashboard.api.context import Context, Here
from dashboard.api.gauges import gauges
from dashboard.api.problems import responses

router = APIRouter(tags=["operators"])
SILENCE = 10.0  # seconds without a word from the log; it answers twice a second when idle


@router.get(
    "/api/feeds",
    summary="Feed health",
    response_model=shapes.Feeds,
    responses=responses(401, 429),
)
async def feeds(request: Request, here: Here) -> Response:
    """Every feed's latest health, dead letters by stage, confidence over 20 bins, row counts."""
    return await here.answer(
        request,
        lambda: {
            "feeds": here.model.operations.feeds(),
            "dead_letters": here.model.operations.dead_letters(),
            "confidence": here.model.operations.confidences(),
            "rows": here.model.operations.size(),
        },
    )


@router.get(
    "/healthz",
    summary="Is it alive?",
    response_model=shapes.Health,
    responses={503: {"model": shapes.Health, "description": "Restart it"}},
)
async def healthz(here: Here) -> Response:
    """200 while the model's thread runs."""
    problems = [] if here.model.alive else ["the read model's thread has ended: restart"]
    return _probe(problems)


@router.get(
    "/readyz",
    summary="Can it answer?",
    response_model=shapes.Health,
    responses={503: {"model": shapes.Health, "description": "Send it no requests"}},
)
async def readyz(here: Here) -> Response:
    """200 once the model has caught up, while the log answers."""
    return _probe(unready(here))


@router.get(
    "/metrics",
    summary="Prometheus metrics",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus text format; names and meanings in dashboard/metrics.py",
            "content": {"text/plain": {"example": "regwatch_model_caught_up 1.0\n"}},
        },
        **responses(401, 429),
    },
)
async def metrics(here: Here) -> Response:
    """Counters of this process, and gauges read from the model and the log."""
    text = here.metrics.text() + await run_in_threadpool(gauges, here.model, here.now())
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def unready(here: Context) -> list[str]:
    """Why no requests should come here; empty when they may."""
    progress = here.model.progress
    problems = []
    if not here.model.alive:
        problems.append("the read model's thread has ended")
    if progress.error:
        problems.append(progress.error)
    if not progress.caught_up:
        problems.append("still reading the log from the start")
    elif here.model.clock() - progress.seen_at > SILENCE:
        problems.append(f"the log has not answered for more than {SILENCE:.0f} seconds")
    return problems


def _probe(problems: list[str]) -> Response:
    content: dict[str, Any] = {"status": "failing" if problems else "ok", "problems": problems}
    headers = {"cache-control": "no-store"}
    return JSONResponse(content, 503 if problems else 200, headers=headers)
