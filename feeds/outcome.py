"""One poll's response (or failure) and the state before -> everything that follows from it. Pure.

`Outcome` holds the state after, the revisions to publish, the dead letter if there is one, and how
long the host wants to be left alone. Time and chance are arguments.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from feeds.catalog import Feed
from feeds.fetch import FetchError, Response
from feeds.health import pace, without_password
from feeds.hints import freshness
from feeds.interpret import (
    Reading,
    Verdict,
    after_failure,
    after_gone,
    after_success,
    after_unreadable,
)
from feeds.parse import Document, ParseError, parse
from feeds.revise import Revision, Seen, identified, measured_rate, newest, revise
from feeds.schedule import Pace, wait
from feeds.settings import PullSettings
from feeds.state.feed_state import FeedState
from schemas.dead_letter import DeadLetter

# A feed that failed this often in a row gets a dead letter, so that somebody looks at its address.
DEAD_AFTER = 10

# What is remembered of these items of a feed (None: of all of them).
Recall = Callable[[str, Sequence[str] | None], Mapping[str, Seen]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll: the feed, its state before, when it was answered, and the draw for the jitter.

    `pushed` says that a hub tells of this feed's news.
    """

    feed: Feed
    state: FeedState
    at: dt.datetime
    settings: PullSettings
    chance: float
    pushed: bool = False

    def outcome(self, verdict: Verdict, after: FeedState) -> "Outcome":
        """The outcome of this poll that changes nothing but the feed's state."""
        return Outcome(feed=self.feed, state=after, verdict=verdict, at=self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one poll brought. `throttle` is until when its whole host is left alone."""

    feed: Feed
    state: FeedState
    verdict: Verdict
    at: dt.datetime
    revisions: tuple[Revision, ...] = ()
    shown: tuple[str, ...] = ()
    letter: DeadLetter | None = None
    response: Response | None = None
    throttle: dt.datetime | None = None


def from_unchanged(poll: Poll, response: Response, reading: Reading) -> Outcome:
    """A 304, or a 200 with the very bytes of last time: which may be as unreadable as then."""
    if poll.state.unreadable:
        return from_failure(poll, poll.state.error)
    after = after_success(poll.state, response, reading, poll.at, poll.settings.moves)
    return poll.outcome(Verdict.UNCHANGED, replace(after, next_poll=_next(poll, after, response)))


def from_changed(poll: Poll, response: Response, reading: Reading, recall: Recall) -> Outcome:
    """A new body: read it, or say why it cannot be read."""
    try:
        document = read(poll.feed, response, poll.settings)
    except ParseError as error:
        failed = from_failure(poll, f"unreadable: {error}", body=response.body)
        return replace(failed, state=after_unreadable(failed.state, response, reading))
    shown = tuple(identified(poll.feed.id, document.entries))
    seen = recall(poll.feed.id, None if poll.feed.removals else shown)
    revisions = tuple(revise(poll.feed, document, seen, poll.at))
    after = after_success(poll.state, response, reading, poll.at, poll.settings.moves)
    after = _learned(after, document, revisions, poll.at)
    after = replace(after, next_poll=_next(poll, after, response))
    return replace(
        poll.outcome(Verdict.CHANGED, after),
        revisions=revisions,
        shown=shown,
        response=response,
    )


def read(feed: Feed, response: Response, settings: PullSettings) -> Document:
    """The document in `response`. Raises `ParseError`, whatever the parser stumbles over."""
    try:
        return parse(
            feed,
            response.body,
            url=response.url,
            content_type=response.headers.get("content-type", ""),
            limit=settings.max_entries,
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ParseError(f"{type(error).__name__}: {str(error)[:160]}") from error


def from_failure(poll: Poll, error: FetchError | str, *, body: bytes = b"") -> Outcome:
    """A poll that gave nothing to read: back off, and leave a letter where somebody must look."""
    after = after_failure(poll.state, str(error), poll.at)
    after = replace(after, next_poll=_next(poll, after))
    due = bool(body) or after.failures == DEAD_AFTER
    letter = dead_letter(poll, str(error), body=body) if due else None
    return replace(poll.outcome(Verdict.FAILED, after), letter=letter)


def from_refusal(poll: Poll, reading: Reading) -> Outcome:
    """A status that is no success: gone, throttled or failed."""
    if reading.verdict is Verdict.GONE:
        after = after_gone(poll.state, reading.detail, poll.at)
        letter = dead_letter(poll, reading.detail)
        return replace(poll.outcome(reading.verdict, after), letter=letter)
    if reading.verdict is not Verdict.THROTTLED:
        return from_failure(poll, reading.detail)
    after = after_failure(poll.state, reading.detail, poll.at)
    cadence = poll.settings.cadence
    asked = reading.wait if reading.wait is not None else cadence.shortest
    after = replace(after, next_poll=_next(poll, after, asked=asked))
    until = poll.at + min(asked, cadence.retry_after_longest)
    return replace(poll.outcome(reading.verdict, after), throttle=until)


def dead_letter(poll: Poll, error: str, *, body: bytes = b"") -> DeadLetter:
    """The letter about a feed: the same failure over the same body is the same letter."""
    feed = poll.feed
    origin = f"feeds\x00{feed.id}\x00{error}\x00".encode() + body
    return DeadLetter(
        id=hashlib.blake2b(origin, digest_size=12).hexdigest(),
        stage="feeds",
        error=error[:500],
        detail=f"feed {feed.id} at {without_password(feed.url)}, body of {len(body)} bytes",
        key=feed.id,
        raw=body[: poll.settings.dead_letter_bytes],
        at=poll.at,
    )


def _learned(
    state: FeedState, document: Document, revisions: tuple[Revision, ...], at: dt.datetime
) -> FeedState:
    fresh = sum(1 for revision in revisions if revision.item.revision == 1)
    rate = measured_rate(document)
    return replace(
        state,
        newest=newest(document, at) or state.newest or (at if fresh else None),
        rate=rate if rate is not None else state.rate,
        ttl=document.ttl.total_seconds() if document.ttl else None,
        hub=document.hub,
        topic=document.topic,
        note=document.note or state.note,
        last_new=at if fresh else state.last_new,
        items=state.items + fresh,
        revisions=state.revisions + len(revisions) - fresh,
    )


def _next(
    poll: Poll,
    state: FeedState,
    response: Response | None = None,
    asked: dt.timedelta | None = None,
) -> dt.datetime:
    feed, at = poll.feed, poll.at
    known = Pace(
        rate=pace(feed, state),
        silence=at - state.newest if state.newest else None,
        fresh=freshness(response.headers, at) if response else None,
        ttl=dt.timedelta(seconds=state.ttl) if state.ttl else None,
        fixed=dt.timedelta(seconds=feed.interval) if feed.interval else None,
        pushed=poll.pushed,
        failures=state.failures,
        retry_after=asked,
    )
    return at + wait(known, poll.settings.cadence, poll.chance)
