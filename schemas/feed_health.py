"""FeedHealth: how one feed is doing, for `regwatch feeds list` and the dashboard."""

from dataclasses import dataclass

from pydantic import AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """Keyed by the feed's id; the latest record is the feed's state.

    `status` is new (never polled), active, failing or gone (the publisher closed it); `error` is
    the last one while it lasts, `failures` counts polls since the last success. `rate` is entries
    a week, measured where it can be. `silent` says that the newest entry is older than this feed's
    pace explains; `silent_days` how old it is. Counters run since the feed was first polled.
    """

    feed: str
    title: str = ""
    url: str = ""
    authority: str = ""
    country: str = ""
    kind: str = ""
    language: str = ""
    status: str = "new"
    last_poll: AwareDatetime | None = None
    last_success: AwareDatetime | None = None
    last_new: AwareDatetime | None = None
    newest: AwareDatetime | None = None
    next_poll: AwareDatetime | None = None
    rate: float = 0.0
    silent: bool = False
    silent_days: float = 0.0
    polls: int = 0
    unchanged: int = 0
    items: int = 0
    revisions: int = 0
    errors: int = 0
    failures: int = 0
    error: str = ""
    note: str = ""
    version: int = 1
