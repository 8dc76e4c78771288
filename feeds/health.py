"""A feed and its state -> how it is doing. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from feeds.catalog import Catalog, Feed
from feeds.state.feed_state import FeedState, Status
from schemas.feed_health import FeedHealth

# Silence is out of the ordinary past six mean gaps (one in 400 if entries come at random), plus a
# long weekend.
SILENT_GAPS = 6
WEEKEND = dt.timedelta(days=4)


def health(catalog: Catalog, states: Mapping[str, FeedState], now: dt.datetime) -> list[FeedHealth]:
    """How every feed of `catalog` is doing at `now`, in the catalog's order."""
    return [feed_health(feed, states.get(feed.id), now) for feed in catalog]


def feed_health(feed: Feed, state: FeedState | None, now: dt.datetime) -> FeedHealth:
    """How one feed is doing; `state` None means that it was never polled."""
    about = FeedHealth(
        feed=feed.id,
        title=feed.title,
        url=without_password(feed.url),
        authority=feed.authority,
        country=feed.country,
        kind=str(feed.kind),
        language=feed.language,
        rate=feed.rate,
    )
    if state is None:
        return about
    silence = now - state.newest if state.newest else None
    return replace(
        about,
        url=without_password(state.url),
        status=_status(state),
        last_poll=state.last_poll,
        last_success=state.last_success,
        last_new=state.last_new,
        newest=state.newest,
        next_poll=None if state.status is Status.GONE else state.next_poll,
        rate=round(pace(feed, state), 2),
        silent=silence is not None and silence > longest_silence(pace(feed, state)),
        silent_days=round(silence / dt.timedelta(days=1), 1) if silence else 0.0,
        polls=state.polls,
        unchanged=state.unchanged,
        items=state.items,
        revisions=state.revisions,
        errors=state.errors,
        failures=state.failures,
        error=state.error,
        note=state.note,
    )


def without_password(url: str) -> str:
    """`url` as it may be shown: a user name and password in it stay secret."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host))


def pace(feed: Feed, state: FeedState) -> float:
    """Entries a week: measured where the feed shows enough, else as the catalog expects."""
    return state.rate if state.rate is not None else feed.rate


def longest_silence(rate: float) -> dt.timedelta:
    """The longest silence that a feed of `rate` entries a week explains."""
    days = min(7 * SILENT_GAPS / max(rate, 1e-3), 10_000.0)
    return WEEKEND + dt.timedelta(days=days)


def _status(state: FeedState) -> str:
    if state.status is Status.GONE:
        return "gone"
    if state.failures:
        return "failing"
    return "active" if state.last_success else "new"
