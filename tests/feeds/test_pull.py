"""Polls over real HTTP: what a publisher sees, and what reaches the log."""

import datetime as dt
from dataclasses import replace

from aiohttp import web

from feeds.state.feed_state import Status
from schemas.codec import decode
from schemas.dead_letter import DeadLetter
from schemas.feed_health import FeedHealth
from tests.feeds.conftest import START, Bench, Reply, Site, entry, feed, rss


async def test_new_entries_become_items_oldest_first(bench: Bench, site: Site) -> None:
    """Every entry of a first poll is an item, in the order of publication."""
    site.pages["/feed"] = Reply(rss(entry(3), entry(2), entry(1)))
    bench.topics = replace(bench.topics, partitions=1)
    summary = await bench.once(feed(f"{site.url}/feed", authority="Test Authority"))
    items = sorted(bench.items(), key=lambda item: item.published or START)
    assert (
        summary.items,
        [item.title for item in items],
        {item.publisher for item in items},
        {item.fetched for item in items},
    ) == (3, ["Story 1", "Story 2", "Story 3"], {"Test Authority"}, {START})


async def test_every_poll_but_the_first_is_conditional(bench: Bench, site: Site) -> None:
    """ETag and Last-Modified come back on every later poll; 304 publishes nothing."""
    headers = {"ETag": '"v1"', "Last-Modified": "Sun, 01 Mar 2026 08:00:00 GMT"}
    site.pages["/feed"] = Reply(rss(entry(1)), headers=headers)
    source = feed(f"{site.url}/feed")
    await bench.once(source)
    for _ in range(3):
        await bench.again(source)
    asked = [
        (sent.get("if-none-match"), sent.get("if-modified-since")) for _, sent in site.requests
    ]
    wanted = ('"v1"', "Sun, 01 Mar 2026 08:00:00 GMT")
    assert (asked, len(bench.items()), bench.states["test"].unchanged) == (
        [(None, None), wanted, wanted, wanted],
        1,
        3,
    )


async def test_an_unchanged_body_is_not_read_again(bench: Bench, site: Site) -> None:
    """A server without validators that sends the same bytes counts as unchanged."""
    site.pages["/feed"] = Reply(rss(entry(1)))
    source = feed(f"{site.url}/feed")
    await bench.once(source)
    summary = await bench.again(source)
    assert (summary.polled, summary.unchanged, len(bench.items())) == (1, 1, 1)


async def test_an_edited_entry_is_a_new_revision(bench: Bench, site: Site) -> None:
    """The same guid with other words: the same id, one revision higher; the rest stays."""
    site.pages["/feed"] = Reply(rss(entry(2), entry(1)))
    source = feed(f"{site.url}/feed")
    await bench.once(source)
    site.pages["/feed"] = Reply(rss(entry(2, "The fine was cut."), entry(1)))
    summary = await bench.again(source)
    story = [item for item in bench.items() if item.title == "Story 2"]
    assert (
        (summary.items, summary.revisions),
        [(item.revision, item.summary) for item in story],
        len({item.id for item in story}),
    ) == ((0, 1), [(1, "A bank was fined."), (2, "The fine was cut.")], 1)


async def test_a_removed_entry_counts_as_deleted_only_where_the_catalog_says_so(
    bench: Bench, site: Site
) -> None:
    """`removals = true`: an entry younger than the oldest shown that is gone was deleted."""
    for removals in (False, True):
        source = feed(f"{site.url}/f{removals}", id=f"f{removals}".lower(), removals=removals)
        site.pages[f"/f{removals}"] = Reply(rss(entry(3), entry(2), entry(1)))
        await bench.once(source)
        site.pages[f"/f{removals}"] = Reply(rss(entry(3), entry(1)))
        await bench.again(source)
    deleted = [(item.feed, item.revision) for item in bench.items() if item.deleted]
    assert deleted == [("ftrue", 2)]


async def test_a_tombstone_deletes_what_was_published(bench: Bench, site: Site) -> None:
    """Atom's deleted-entry withdraws the item of its ref, once."""
    head = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
        "<title>t</title><id>f</id><updated>2026-03-01T00:00:00Z</updated>"
    )
    story = "<entry><id>tag:x,1</id><title>A</title><updated>2026-03-01T00:00:00Z</updated></entry>"
    tomb = '<at:deleted-entry ref="tag:x,1" when="2026-03-01T12:00:00Z"/>'
    source = feed(f"{site.url}/feed")
    for body in (story, tomb, tomb + "<!-- again -->"):
        site.pages["/feed"] = Reply(f"{head}{body}</feed>")
        await bench.again(source)
    assert [(item.revision, item.deleted) for item in bench.items()] == [(1, False), (2, True)]


async def test_a_future_date_is_capped_at_the_fetch(bench: Bench, site: Site) -> None:
    """An entry dated next year is taken to be published when it was fetched."""
    site.pages["/feed"] = Reply(rss(entry(1).replace("2026", "2027")))
    await bench.once(feed(f"{site.url}/feed"))
    assert [item.published for item in bench.items()] == [START]


async def test_a_410_stops_the_feed_and_says_so(bench: Bench, site: Site) -> None:
    """The feed is gone: a dead letter, its health says why, and nobody asks again."""
    site.pages["/feed"] = Reply(status=410)
    source = feed(f"{site.url}/feed")
    await bench.once(source)
    await bench.again(source, days=30)
    letters = [decode(DeadLetter, raw) for _, raw in bench.records(bench.topics.dead_letters)]
    health = [decode(FeedHealth, raw) for _, raw in bench.records(bench.topics.feeds)][-1]
    assert (
        len(site.requests),
        bench.states["test"].status,
        [letter.error for letter in letters],
        (health.status, health.next_poll),
    ) == (
        1,
        Status.GONE,
        ["HTTP 410 Gone: the publisher has closed this feed; it is polled no more"],
        ("gone", None),
    )


async def test_a_gone_feed_with_a_new_address_in_the_catalog_starts_afresh(
    bench: Bench, site: Site
) -> None:
    """The operator's new address is polled, whatever became of the old one."""
    site.pages["/old"] = Reply(status=410)
    site.pages["/new"] = Reply(rss(entry(1)))
    await bench.once(feed(f"{site.url}/old"))
    await bench.once(feed(f"{site.url}/new"))
    assert len(bench.items()) == 1


async def test_a_permanent_redirect_is_believed_after_three_polls_and_a_day(
    bench: Bench, site: Site
) -> None:
    """The stored address changes only once the move has proved stable; the catalog's stays."""
    site.pages["/old"] = Reply(status=301, headers={"Location": "/new"})
    site.pages["/new"] = Reply(rss(entry(1)))
    source = feed(f"{site.url}/old", interval=3600)
    urls = []
    for hours in (1, 2, 30, 2):
        await bench.again(source, hours=hours)
        urls.append(bench.states["test"].url.rsplit("/", 1)[1])
    asked = [path for path, _ in site.requests]
    assert (urls, asked) == (
        ["old", "old", "new", "new"],
        ["/old", "/new"] * 3 + ["/new"],
    )


async def test_a_temporary_redirect_is_followed_and_never_stored(bench: Bench, site: Site) -> None:
    """302 and 307 say nothing about tomorrow."""
    site.pages["/old"] = Reply(status=302, headers={"Location": "/new"})
    site.pages["/new"] = Reply(rss(entry(1)))
    source = feed(f"{site.url}/old")
    for _ in range(5):
        await bench.again(source, days=3)
    assert (bench.states["test"].url, len(bench.items())) == (f"{site.url}/old", 1)


async def test_retry_after_leaves_the_whole_host_alone(bench: Bench, site: Site) -> None:
    """One feed's 429 with Retry-After holds back every feed of that host, across a restart."""
    site.pages["/a"] = Reply(status=429, headers={"Retry-After": "7200"})
    site.pages["/b"] = Reply(rss(entry(1)))
    bench.settings = replace(bench.settings, per_host=1)
    a, b = feed(f"{site.url}/a", id="a"), feed(f"{site.url}/b", id="b")
    await bench.once(a)
    early = len(site.requests)
    await bench.again(a, b, hours=1)
    held = len(site.requests)
    await bench.again(a, b, hours=1.5)
    assert (early, held, len(site.requests)) == (1, 1, 3)


async def test_a_failing_feed_is_asked_ever_less(bench: Bench, site: Site) -> None:
    """The wait doubles with every failure, and is short again after a success."""
    site.pages["/feed"] = Reply(status=500)
    source = feed(f"{site.url}/feed")
    waits = []
    for _ in range(4):
        bench.clock.now = bench.states["test"].next_poll if bench.states else START
        await bench.once(source)
        state = bench.states["test"]
        waits.append((state.next_poll - bench.clock.now) / dt.timedelta(minutes=5))
    assert (waits, state.failures) == ([1, 2, 4, 8], 4)


async def test_ten_failures_in_a_row_leave_one_dead_letter(bench: Bench, site: Site) -> None:
    """Somebody must look at a dead address; one letter is enough."""
    site.pages["/feed"] = Reply(status=404)
    source = feed(f"{site.url}/feed")
    for _ in range(12):
        await bench.again(source, days=2)
    assert len(bench.records(bench.topics.dead_letters)) == 1


async def test_cache_control_and_ttl_hold_the_next_poll_back(bench: Bench, site: Site) -> None:
    """The longer of what the answer and the document ask, within a day."""
    fast = "".join(f"<item>{entry(n)}</item>" for n in range(1, 6))
    body = rss(extra="<ttl>180</ttl>" + fast)
    site.pages["/feed"] = Reply(body, headers={"Cache-Control": "max-age=7200"})
    await bench.once(feed(f"{site.url}/feed"))
    state = bench.states["test"]
    assert state.next_poll - START == dt.timedelta(hours=3)


async def test_the_same_story_in_two_feeds_is_two_items(bench: Bench, site: Site) -> None:
    """Ids belong to a feed: merging reports is the business of later stages."""
    site.pages["/a"] = site.pages["/b"] = Reply(rss(entry(1)))
    await bench.once(feed(f"{site.url}/a", id="a"), feed(f"{site.url}/b", id="b"))
    assert len({item.id for item in bench.items()}) == 2


async def test_a_page_where_a_feed_should_be_is_named(bench: Bench, site: Site) -> None:
    """The dead letter says what came and what to do."""
    site.pages["/feed"] = Reply(
        "<!doctype html><html><body>Hello</body></html>", headers={"Content-Type": "text/html"}
    )
    await bench.once(feed(f"{site.url}/feed"))
    letter = decode(DeadLetter, bench.records(bench.topics.dead_letters)[0][1])
    assert "an HTML page, not a feed" in letter.error


async def test_full_text_is_fetched_only_where_the_catalog_asks(bench: Bench, site: Site) -> None:
    """With `full_text` the linked page's main text becomes the body; its menus do not."""
    story = "The authority fined the bank nine million euros on Monday. " * 12

    async def page(_: web.Request) -> web.Response:
        text = f"<html><body><nav>Home Menu</nav><article><p>{story}</p></article></body></html>"
        return web.Response(text=text, content_type="text/html")

    site.pages["/story"] = page
    linked = entry(1).replace("https://news.example/1", f"{site.url}/story")
    site.pages["/feed"] = Reply(rss(linked))
    await bench.once(feed(f"{site.url}/feed", full_text=True))
    await bench.once(feed(f"{site.url}/feed", id="plain"))
    bodies = {item.feed: item.body for item in bench.items()}
    assert (bodies["test"].startswith("The authority fined"), bodies["plain"]) == (True, "")


async def test_health_says_how_a_feed_is_doing(bench: Bench, site: Site) -> None:
    """A record a feed on the feeds topic: status, counts, next poll, error."""
    site.pages["/good"] = Reply(rss(entry(1)))
    good, bad = feed(f"{site.url}/good", id="good"), feed(f"{site.url}/bad", id="bad")
    await bench.once(good, bad)
    found = {
        (key or b"").decode(): decode(FeedHealth, raw)
        for key, raw in bench.records(bench.topics.feeds)
    }
    assert (
        (found["good"].status, found["good"].items, found["good"].error),
        (found["bad"].status, found["bad"].failures, found["bad"].error),
    ) == (("active", 1, ""), ("failing", 1, "HTTP 404 Not Found"))


async def test_an_unreadable_body_is_asked_for_only_once(bench: Bench, site: Site) -> None:
    """Its validators are kept, so the polls after it cost 304s; the feed stays failing."""
    site.pages["/feed"] = Reply("no feed at all", headers={"ETag": '"bad"'})
    source = feed(f"{site.url}/feed")
    for _ in range(3):
        await bench.again(source, days=3)
    held = bench.states["test"]
    site.pages["/feed"] = Reply(rss(entry(1)), headers={"ETag": '"good"'})
    await bench.again(source, days=3)
    asked = [sent.get("if-none-match") for _, sent in site.requests]
    letters = bench.records(bench.topics.dead_letters)
    assert (asked, held.failures, len(letters), len(bench.items()), bench.states["test"].error) == (
        [None, '"bad"', '"bad"', '"bad"'],
        3,
        1,
        1,
        "",
    )


async def test_a_password_in_an_address_is_not_shown(bench: Bench, site: Site) -> None:
    """Neither health nor dead letters tell it."""
    secret = site.url.replace("http://", "http://me:hunter2@")
    await bench.once(feed(f"{secret}/feed"))
    site.pages["/rubbish"] = Reply("rubbish")
    await bench.once(feed(f"{secret}/rubbish", id="other"))
    shown = [*bench.records(bench.topics.feeds), *bench.records(bench.topics.dead_letters)]
    assert (len(shown) >= 3, [raw for _, raw in shown if b"hunter2" in raw]) == (True, [])
