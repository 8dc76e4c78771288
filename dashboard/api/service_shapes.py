"""The shapes of what is not evidence: feed health, watchlists, previews, probes."""

from typing import Any, Literal

from dashboard.api.shapes import ALERT_EXAMPLE, Shape, shown
from schemas.alert import Alert
from schemas.feed_health import FeedHealth
from schemas.watchlist import Watchlist


class Feeds(Shape):
    """Every feed's latest health, dead letters by stage, and the reader's confidence."""

    model_config = shown(
        {
            "feeds": [{"feed": "ftc-press", "status": "active", "failures": 0}],
            "dead_letters": {"feeds": 2},
            "confidence": [0] * 19 + [12],
            "rows": {"company": 1, "cases": 2},
        }
    )

    feeds: list[FeedHealth]
    dead_letters: dict[str, int]
    confidence: list[int]
    rows: dict[str, int]


_WATCHLIST: dict[str, Any] = {
    "name": "big-tech",
    "title": "Big tech, large fines",
    "groups": ["ByteDance", "Google"],
    "kinds": ["fine"],
    "min_usd": "1000000",
    "channels": ["team"],
    "digest": "daily",
}


class WatchlistEntry(Shape):
    """A watchlist; `source` says whether it can be changed here."""

    model_config = shown({"watchlist": _WATCHLIST, "source": "saved"})

    watchlist: Watchlist
    source: Literal["file", "saved"]


class Watchlists(Shape):
    """All watchlists, and the names of the channels that the watchlist file defines."""

    model_config = shown(
        {
            "watchlists": [{"watchlist": _WATCHLIST, "source": "saved"}],
            "channels": ["team"],
        }
    )

    watchlists: list[WatchlistEntry]
    channels: list[str]


class Preview(Shape):
    """What a watchlist would have sent in the last year (alerts) and is about now (cases)."""

    model_config = shown(
        {
            "text": "would have fired 12 times in the last 365 days",
            "fired": 12,
            "events": 9,
            "by_month": {"2020-07": 12},
            "cases": 14,
            "latest": [ALERT_EXAMPLE],
        }
    )

    text: str
    fired: int
    events: int
    by_month: dict[str, int]
    cases: int
    latest: list[Alert]


class Health(Shape):
    """A probe's answer; `problems` is empty when all is well."""

    model_config = shown({"status": "ok", "problems": []})

    status: Literal["ok", "failing"]
    problems: list[str]
