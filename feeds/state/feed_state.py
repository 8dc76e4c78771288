"""FeedState: all that is remembered about one feed between polls."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime


class Status(StrEnum):
    """Whether a feed is pulled."""

    ACTIVE = "active"
    GONE = "gone"  # the publisher answered 410: no more polls until its address is changed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """One feed between two polls.

    `url` is where it is fetched now, `catalog_url` what the catalog said then (a new address there
    starts afresh). `rate` is the measured number of entries a week; `newest` the date of the
    newest entry; `unreadable` says that the body behind the validators could not be read;
    `moved_*` track a permanent redirect until it is believed. `failures` counts
    since the last success.
    """

    feed: str
    url: str
    catalog_url: str
    status: Status = Status.ACTIVE
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    unreadable: bool = False
    next_poll: AwareDatetime
    last_poll: AwareDatetime | None = None
    last_success: AwareDatetime | None = None
    last_new: AwareDatetime | None = None
    newest: AwareDatetime | None = None
    rate: float | None = None
    ttl: float | None = None
    failures: int = 0
    error: str = ""
    note: str = ""
    moved_to: str | None = None
    moved_polls: int = 0
    moved_since: AwareDatetime | None = None
    hub: str | None = None
    topic: str | None = None
    polls: int = 0
    unchanged: int = 0
    errors: int = 0
    items: int = 0
    revisions: int = 0
    received: int = 0


def fresh(feed_id: str, url: str, now: dt.datetime) -> FeedState:
    """The state of a feed that was never polled: due at once."""
    return FeedState(feed=feed_id, url=url, catalog_url=url, next_poll=now)


def adopt(state: FeedState | None, feed_id: str, url: str, now: dt.datetime) -> FeedState:
    """`state` if the catalog still gives the address it was made for, else a fresh one."""
    if state is None or state.catalog_url != url:
        return fresh(feed_id, url, now)
    return state
