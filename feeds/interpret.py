"""What a response means for a feed: pure functions of the state before, the response and now.

`interpret` sorts a response into a verdict; `after_*` give the state that follows. Nothing here
fetches, parses or waits.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from feeds.fetch import Response
from feeds.hints import retry_after
from feeds.settings import Moves
from feeds.state.feed_state import FeedState, Status


class Verdict(StrEnum):
    """What to do with a response."""

    CHANGED = "changed"  # read the body
    UNCHANGED = "unchanged"  # 304, or the very same bytes as last time
    GONE = "gone"  # 410: stop
    THROTTLED = "throttled"  # 429 or 503: leave the whole host alone for a while
    FAILED = "failed"


_THROTTLES = {429, 503}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A verdict with its reason; `wait` is how long a throttling host asks to be left alone."""

    verdict: Verdict
    detail: str = ""
    wait: dt.timedelta | None = None
    body_hash: str | None = None


def conditions(state: FeedState) -> dict[str, str]:
    """The headers that make the next request conditional."""
    headers = {}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def interpret(state: FeedState, response: Response, now: dt.datetime) -> Reading:
    """Sort `response` to a poll of the feed in `state`."""
    if response.status == 304:
        return Reading(verdict=Verdict.UNCHANGED)
    if response.status == 200:
        digest = hashlib.blake2b(response.body, digest_size=16).hexdigest()
        same = digest == state.body_hash
        return Reading(verdict=Verdict.UNCHANGED if same else Verdict.CHANGED, body_hash=digest)
    said = f"HTTP {response.status} {response.reason}".strip()
    if response.status == 410:
        return Reading(
            verdict=Verdict.GONE,
            detail=f"{said}: the publisher has closed this feed; it is polled no more",
        )
    if response.status in _THROTTLES:
        asked = retry_after(response.headers, now)
        return Reading(verdict=Verdict.THROTTLED, detail=said, wait=asked)
    return Reading(verdict=Verdict.FAILED, detail=said)


def after_success(
    state: FeedState, response: Response, reading: Reading, now: dt.datetime, moves: Moves
) -> FeedState:
    """The state after a 200 or 304: validators kept, failures forgotten, moves noted."""
    changed = response.status == 200
    headers = response.headers
    return replace(
        moved(state, response, now, moves),
        etag=headers.get("etag", None if changed else state.etag),
        last_modified=headers.get("last-modified", None if changed else state.last_modified),
        body_hash=reading.body_hash or state.body_hash,
        unreadable=False,
        last_poll=now,
        last_success=now,
        failures=0,
        error="",
        polls=state.polls + 1,
        unchanged=state.unchanged + (reading.verdict is Verdict.UNCHANGED),
        received=state.received + response.size,
    )


def after_failure(state: FeedState, error: str, now: dt.datetime) -> FeedState:
    """The state after a fetch that gave nothing to read."""
    return replace(
        state,
        last_poll=now,
        failures=state.failures + 1,
        errors=state.errors + 1,
        polls=state.polls + 1,
        error=error,
    )


def after_unreadable(state: FeedState, response: Response, reading: Reading) -> FeedState:
    """`state` with the validators of a body that could not be read: it is asked for only once."""
    return replace(
        state,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        body_hash=reading.body_hash,
        unreadable=True,
    )


def after_gone(state: FeedState, error: str, now: dt.datetime) -> FeedState:
    """The state after a 410."""
    return replace(after_failure(state, error, now), status=Status.GONE)


def moved(state: FeedState, response: Response, now: dt.datetime, moves: Moves) -> FeedState:
    """Count a permanent redirect, and rewrite the address once it has proved stable.

    Only an unbroken chain of 301 and 308 counts, and never one from https down to http.
    """
    target = response.url if _permanent(state.url, response) else None
    if target is None:
        return replace(state, moved_to=None, moved_polls=0, moved_since=None)
    if target != state.moved_to:
        return replace(state, moved_to=target, moved_polls=1, moved_since=now)
    polls = state.moved_polls + 1
    since = state.moved_since or now
    if polls >= moves.polls and now - since >= moves.age:
        note = f"moved from {state.url} on {now:%Y-%m-%d}"
        return replace(state, url=target, note=note, moved_to=None, moved_polls=0, moved_since=None)
    return replace(state, moved_polls=polls)


def _permanent(url: str, response: Response) -> bool:
    if not response.hops or any(hop.status not in {301, 308} for hop in response.hops):
        return False
    downgrade = urlsplit(url).scheme == "https" and urlsplit(response.url).scheme == "http"
    return not downgrade and response.url != url
