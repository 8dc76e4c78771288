"""Route: server-sent events. `alert` for every alert, `change` for what to reload.

An alert event's id is a place in the log (`api/place.py`); a client that comes back with it in
`Last-Event-ID` first gets what it missed. Without one it hears only what is new.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from broker import Partition
from dashboard.alerts import AlertFilter
from dashboard.api import shapes
from dashboard.api.context import Context, Here
from dashboard.api.hub import Event, one_line
from dashboard.api.params import AlertQuery
from dashboard.api.place import Place, PlaceError, alert_places, read_place, write_place
from dashboard.api.problems import responses
from schemas.alert import Alert
from schemas.codec import decode

router = APIRouter(tags=["alerts"])
HEARTBEAT = 15.0  # seconds; proxies drop silent connections after 30 or 60
CHUNK = 500


@router.get(
    "/api/stream",
    summary="Live events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-sent events: `alert` (an Alert) and `change` (keys to reload)",
            "content": {"text/event-stream": {"example": shapes.STREAM_EXAMPLE}},
        },
        **responses(400, 401, 404, 422, 429),
    },
)
async def stream(
    request: Request,
    here: Here,
    wanted: AlertQuery,
    last_event_id: Annotated[str | None, Header(description="Where to resume")] = None,
    last: Annotated[str | None, Query(description="Same, for clients without headers")] = None,
) -> StreamingResponse:
    """Alerts as they come, with the filters of `/api/alerts`, and hints on what changed."""
    listener = Listener(here, wanted)
    if resume := last_event_id or last:
        try:
            listener.resume(resume)
        except PlaceError as error:
            raise HTTPException(400, str(error)) from error
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(
        listener.events(request), headers=headers, media_type="text/event-stream"
    )


class Listener:
    """One open stream and its place in the log."""

    def __init__(self, here: Context, wanted: AlertFilter) -> None:
        self._here = here
        # the epoch first: a change of runs from here on lets this stream go
        self._epoch = here.hub.epoch
        self._model = here.model
        self._wanted = wanted
        self._resumed = False
        self._place: Place = {}
        self._number = 0

    def resume(self, text: str) -> None:
        """Go on where `text` says. Raises `PlaceError`.

        From a place in the run that was live before, go on where this one took over.
        """
        place = read_place(text, self._model.topics)
        if place is None:
            place = alert_places(self._model.took_over, self._model.topics) or None
        self._resumed, self._place = place is not None, place or {}

    async def events(self, request: Request) -> AsyncIterator[bytes]:
        """The stream's bytes until the client goes or the server stops."""
        hub = self._here.hub
        self._here.metrics.streams.inc()
        try:
            self._number = hub.number
            async for chunk in self._missed():
                yield chunk
            yield b"retry: 1000\nid: " + self._id() + b"\nevent: hello\ndata: {}\n\n"
            while not hub.closing and hub.epoch == self._epoch:
                chunk = await self._live()
                yield chunk or b": still here\n\n"
        finally:
            self._here.metrics.streams.dec()

    async def _missed(self) -> AsyncIterator[bytes]:
        model = self._model
        # positions first: whatever they cover is then among the rows up to `upto`
        held = alert_places(await run_in_threadpool(model.positions), model.topics)
        upto = await run_in_threadpool(model.alerts.last_seq)
        if self._resumed:
            known = {place: self._place.get(place, 0) for place in held}
            after = await run_in_threadpool(model.alerts.before, known)
            while rows := await run_in_threadpool(
                model.alerts.behind, known, upto=upto, after=after, limit=CHUNK
            ):
                after = rows[-1]["seq"]
                for row in rows:
                    place = Partition(row["topic"], row["part"])
                    body = b"event: alert\ndata: " + one_line(row["raw"]) + b"\n\n"
                    yield self._alert(place, row["off"], decode(Alert, row["raw"]), body)
        for place, offset in held.items():
            self._place[place] = max(offset, self._place.get(place, 0))

    async def _live(self) -> bytes:
        hub = self._here.hub
        events = hub.since(self._number)
        if not events and events is not None:
            await hub.wait(HEARTBEAT)
            events = hub.since(self._number)
        if events is None:  # fell behind the ring: read what was missed from the rows
            self._number, self._resumed = hub.number, True
            return b"".join([chunk async for chunk in self._missed()])
        self._number = events[-1].number if events else self._number
        chunk = b"".join(self._event(event) for event in events)
        self._here.metrics.events.inc(len(events))
        return chunk

    def _event(self, event: Event) -> bytes:
        if event.place is None or event.alert is None:
            return event.body
        return self._alert(event.place, event.offset, event.alert, event.body)

    def _alert(self, place: Partition, offset: int, alert: Alert, body: bytes) -> bytes:
        if offset < self._place.get(place, 0):
            return b""
        self._place[place] = offset + 1
        if not self._wanted.matches(alert):
            return b""
        return b"id: " + self._id() + b"\n" + body

    def _id(self) -> bytes:
        return write_place(self._place, self._model.topics).encode()
