"""What every route needs, in one place on the application's state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from dashboard.api.answers import Answers
from dashboard.api.hub import Hub
from dashboard.metrics import Metrics
from dashboard.model import Model, Source
from dashboard.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The model and its surroundings. `now` gives the aware present."""

    source: Source
    settings: Settings
    answers: Answers
    hub: Hub
    metrics: Metrics
    now: Callable[[], datetime]
    channels: tuple[str, ...]

    @property
    def model(self) -> Model:
        """The model to ask now."""
        return self.source.current

    async def answer(self, request: Request, make: Callable[[], Any]) -> Response:
        """The JSON that `make` returns, computed in a thread, cached under the address."""
        state = self.answers.state()
        data = await run_in_threadpool(make)
        return self.answers.send(request, data, state=state)


def context_of(request: Request) -> Context:
    """The application's context."""
    context: Context = request.app.state.context
    return context


Here = Annotated[Context, Depends(context_of)]
