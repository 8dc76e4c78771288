"""`feeds check` and `feeds add`: which feeds answer, and what a page offers."""

import datetime as dt
from pathlib import Path

import pytest

from feeds.catalog import Catalog, CatalogError
from feeds.check import Check, check
from feeds.discover import discover
from feeds.fetch import Client, Limits
from feeds.settings import PullSettings
from tests.feeds.conftest import START, Reply, Site, entry, feed, rss

SETTINGS = PullSettings(folder=Path("unused"), limits=Limits(total=3.0))
PAGE = (
    "<!doctype html><html><head><title>Agency</title>"
    '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    '<link rel="alternate" type="application/atom+xml" href="missing.xml">'
    '<link rel="stylesheet" href="/x.css"></head><body>News</body></html>'
)


async def checked(site: Site, *paths: str) -> dict[str, Check]:
    """Checks of the feeds at these paths."""
    feeds = {path: feed(f"{site.url}{path}", id=path.strip("/")) for path in paths}
    catalog = Catalog(feeds={one.id: one for one in feeds.values()})
    found = check(catalog, SETTINGS, clock=lambda: START)
    return {one.feed.id: one async for one in found}


async def test_check_says_which_feeds_answer_and_how(site: Site) -> None:
    """Readable, moved, no feed, missing: one line each, whatever order they came in."""
    site.pages["/good"] = Reply(rss(entry(1), entry(2)), headers={"ETag": '"1"'})
    site.pages["/old"] = Reply(status=301, headers={"Location": "/good"})
    site.pages["/page"] = Reply(PAGE, headers={"Content-Type": "text/html"})
    found = await checked(site, "/good", "/old", "/page", "/gone")
    good = found["good"]
    assert (
        (good.ok, good.entries, good.conditional, good.newest),
        (found["old"].ok, found["old"].detail),
        (found["page"].ok, "an HTML page" in found["page"].detail),
        (found["gone"].ok, found["gone"].detail),
    ) == (
        (True, 2, True, dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)),
        (True, f"moved to {site.url}/good"),
        (False, True),
        (False, "HTTP 404 Not Found"),
    )


async def test_a_page_leads_to_the_feeds_it_names(site: Site) -> None:
    """Only those that answer and can be read are offered, with title and language."""
    site.pages["/"] = Reply(PAGE, headers={"Content-Type": "text/html"})
    site.pages["/feed.xml"] = Reply(rss(entry(1), extra="<language>fr-FR</language>"))
    async with Client(SETTINGS.limits) as client:
        found = await discover(client, f"{site.url}/", allow_private=True)
    assert [(one.url, one.title, one.language) for one in found] == [
        (f"{site.url}/feed.xml", "T", "fr")
    ]


async def test_a_feed_is_its_own_answer(site: Site) -> None:
    """An address that is a feed already is taken as it is."""
    site.pages["/feed"] = Reply(rss(entry(1)))
    async with Client(SETTINGS.limits) as client:
        found = await discover(client, f"{site.url}/feed", allow_private=True)
    assert ([one.url for one in found], len(site.requests)) == ([f"{site.url}/feed"], 1)


async def test_the_usual_places_are_asked_when_a_page_names_none(site: Site) -> None:
    """/feed, /rss.xml and the like, until one answers."""
    site.pages["/"] = Reply("<html><body>News</body></html>")
    site.pages["/rss.xml"] = Reply(rss(entry(1)))
    async with Client(SETTINGS.limits) as client:
        found = await discover(client, f"{site.url}/", allow_private=True)
    assert [one.url for one in found] == [f"{site.url}/rss.xml"]


async def test_a_page_without_feeds_is_explained(site: Site) -> None:
    """The error says how to declare a listing instead."""
    site.pages["/"] = Reply("<html><body>News</body></html>")
    async with Client(SETTINGS.limits) as client:
        with pytest.raises(CatalogError, match=r"feed\.select"):
            await discover(client, f"{site.url}/", allow_private=True)


async def test_an_address_on_this_machine_is_not_added_by_accident(site: Site) -> None:
    """Without leave, loopback is refused with a word on how to allow it."""
    async with Client(SETTINGS.limits) as client:
        with pytest.raises(CatalogError, match="allow_private"):
            await discover(client, f"{site.url}/feed")
