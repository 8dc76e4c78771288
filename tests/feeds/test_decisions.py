"""The pure deciders as tables: when to poll, what a header says, which item an entry is."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.catalog import Feed
from feeds.fetch import Hop, Response, refusal
from feeds.hints import freshness, retry_after
from feeds.identity import content_hash, item_id, normal_link
from feeds.interpret import moved
from feeds.parse import Document, Entry
from feeds.queue import PollQueue
from feeds.revise import Seen, measured_rate, revise
from feeds.schedule import Pace, wait
from feeds.settings import Cadence, Moves
from feeds.state.feed_state import fresh

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
FEED = Feed(id="f", title="F", url="https://f.example/feed")


@pytest.mark.parametrize(
    ("pace", "hours"),
    [
        (Pace(rate=14), 6.0),  # two a day, asked twice as often
        (Pace(rate=10_000), 1 / 12),  # never more often than the shortest
        (Pace(rate=0.1), 24.0),  # never less often than the longest
        (Pace(rate=14, silence=100 * HOUR), 10.0),  # long silent: once per tenth of it
        (Pace(rate=14, fresh=8 * HOUR), 8.0),  # the server's word holds it back
        (Pace(rate=14, ttl=9 * HOUR, fresh=HOUR), 9.0),  # the longer wish counts
        (Pace(rate=14, ttl=999 * HOUR), 24.0),  # within bounds
        (Pace(rate=14, fixed=HOUR, ttl=9 * HOUR), 1.0),  # an operator's interval stands
        (Pace(rate=14, failures=1), 1 / 12),
        (Pace(rate=14, failures=4), 8 / 12),
        (Pace(rate=14, failures=60), 24.0),
        (Pace(rate=14, failures=1, retry_after=5 * HOUR), 5.0),
        (Pace(rate=14, failures=1, retry_after=9_999 * HOUR), 7 * 24.0),  # a week is enough
    ],
)
def test_the_wait_follows_from_pace_and_bounds(pace: Pace, hours: float) -> None:
    """Each row: what is known of a feed, and the hours until it is asked again."""
    assert wait(pace, Cadence(), 0.0) / HOUR == pytest.approx(hours)


@settings(deadline=None)
@given(
    rate=st.floats(0.001, 1e5),
    failures=st.integers(0, 500),
    chance=st.floats(0, 0.999),
    silence=st.timedeltas(dt.timedelta(0), dt.timedelta(days=9_000)),
)
def test_the_wait_always_keeps_its_bounds(
    rate: float, failures: int, chance: float, silence: dt.timedelta
) -> None:
    """Whatever is known, the wait lies between the shortest and the longest and its jitter."""
    cadence = Cadence()
    found = wait(Pace(rate=rate, failures=failures, silence=silence), cadence, chance)
    assert cadence.shortest <= found <= cadence.longest * (1 + cadence.jitter)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=banana"}, None),
        ({"expires": "Mon, 02 Mar 2026 09:00:00 GMT"}, 3600),
        (
            {
                "expires": "Mon, 02 Mar 2026 09:00:00 GMT",
                "date": "Mon, 02 Mar 2026 08:30:00 GMT",
            },
            1800,
        ),
        ({"expires": "0"}, None),
        ({"expires": "Mon, 02 Mar 2020 09:00:00 GMT"}, None),
    ],
)
def test_freshness_is_read_from_caching_headers(
    headers: dict[str, str], seconds: int | None
) -> None:
    """Cache-Control before Expires; rubbish and the past say nothing."""
    wanted = None if seconds is None else dt.timedelta(seconds=seconds)
    assert freshness(headers, NOW) == wanted


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Mon, 02 Mar 2026 08:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 07:00:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int | None) -> None:
    """What cannot be understood says nothing."""
    wanted = None if seconds is None else dt.timedelta(seconds=seconds)
    assert retry_after({"retry-after": value}, NOW) == wanted


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "fe80::1",
     "fd00::1", "0.0.0.0", "100.64.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "224.0.0.1", "255.255.255.255", "240.0.0.1", "fe80::1%eth0", "banana"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """Loopback, link-local, private, shared, reserved: also wrapped in IPv6."""
    assert refusal(address) is not None


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_fetched(address: str) -> None:
    """What the world can reach is no secret of ours."""
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("http://x.example/a", "https://x.example/a"),
        ("https://x.example/a?utm_source=rss&utm_medium=feed", "https://x.example/a"),
        ("https://x.example/a/", "https://x.example/a"),
        ("https://X.Example/a#top", "https://x.example/a"),
        ("https://x.example:443/a?fbclid=1", "http://x.example:80/a"),
        ("https://x.example/a?id=7&gclid=z", "https://x.example/a?id=7"),
    ],
)
def test_an_address_keeps_its_identity(a: str, b: str) -> None:
    """Scheme, tracking, fragment, case of the host and closing slash do not make a new item."""
    ids = {item_id("f", Entry(guid=a)), item_id("f", Entry(guid=b))}
    links = {item_id("f", Entry(link=a)), item_id("f", Entry(link=b))}
    assert (len(ids), len(links)) == (1, 1)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://x.example/a?id=7", "https://x.example/a?id=8"),
        ("https://x.example/a", "https://y.example/a"),
        ("https://x.example:8080/a", "https://x.example/a"),
        ("https://x.example/A", "https://x.example/a"),
    ],
)
def test_different_pages_stay_different(a: str, b: str) -> None:
    """What may name another page does."""
    assert normal_link(a) != normal_link(b)


def test_markup_and_white_space_make_no_revision() -> None:
    """The hash is over the words."""
    a = Entry(title="A  bank", summary="<p>was <b>fined</b></p>")
    b = Entry(title="A bank", summary="<div>was fined</div>\n", link="https://x.example")
    assert content_hash(a) == content_hash(b)


def test_one_guid_for_several_stories_names_none_of_them() -> None:
    """A feed that gives every entry the same guid still brings every story."""
    entries = tuple(
        Entry(guid="same", link=f"https://x.example/{n}", title=f"T{n}") for n in range(3)
    )
    found = revise(FEED, Document(entries=entries), {}, NOW)
    assert len({revision.item.id for revision in found}) == 3


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_reading_any_history_counts_each_change_once(words: list[str]) -> None:
    """However an entry changes, its revisions count up by one at each change of its words."""
    seen: dict[str, Seen] = {}
    told = []
    for word in words:
        entry = Entry(guid="g", title=word)
        for revision in revise(FEED, Document(entries=(entry,)), seen, NOW):
            seen[revision.item.id] = revision.seen
            told.append((revision.item.revision, revision.item.title))
    changes = [word for n, word in enumerate(words) if n == 0 or words[n - 1] != word]
    assert told == list(enumerate(changes, 1))


def test_a_rate_is_measured_over_the_span_a_document_shows() -> None:
    """Eight entries over seven days are seven gaps: seven a week."""
    entries = tuple(Entry(published=NOW - dt.timedelta(days=n)) for n in range(8))
    assert measured_rate(Document(entries=entries)) == pytest.approx(7.0)


@pytest.mark.parametrize(
    ("hops", "final", "counts"),
    [
        ((Hop(status=301, target="https://n.example/"),), "https://n.example/", True),
        ((Hop(status=308, target="https://n.example/"),), "https://n.example/", True),
        ((Hop(status=302, target="https://n.example/"),), "https://n.example/", False),
        (
            (
                Hop(status=301, target="https://m.example/"),
                Hop(status=302, target="https://n.example/"),
            ),
            "https://n.example/",
            False,
        ),
        ((Hop(status=301, target="http://n.example/"),), "http://n.example/", False),
        ((), "https://f.example/feed", False),
    ],
    ids=["301", "308", "302", "301 then 302", "down to http", "none"],
)
def test_only_an_unbroken_permanent_chain_counts_as_a_move(
    hops: tuple[Hop, ...], final: str, counts: bool
) -> None:
    """And never one from https down to http."""
    state = fresh("f", FEED.url, NOW)
    response = Response(url=final, status=200, hops=hops)
    after = moved(state, response, NOW, Moves())
    assert (after.moved_to == final) is counts


def test_a_move_that_wavers_begins_again() -> None:
    """A redirect that vanishes or points elsewhere is not stable."""
    state = replace(
        fresh("f", FEED.url, NOW),
        moved_to="https://n.example/",
        moved_polls=9,
        moved_since=NOW - dt.timedelta(days=9),
    )
    other = Response(
        url="https://o.example/",
        status=200,
        hops=(Hop(status=301, target="https://o.example/"),),
    )
    after = moved(state, other, NOW, Moves())
    assert (after.url, after.moved_polls) == (FEED.url, 1)


def test_a_busy_host_takes_no_place_from_others() -> None:
    """The third feed of a host waits beside the queue; another host's goes on."""
    queue = PollQueue(per_host=2)
    for name, host in [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b")]:
        queue.add(name, host, NOW)
    first = [queue.take(NOW) for _ in range(4)]
    queue.done("a")
    assert (first, queue.take(NOW)) == (
        [("a1", "a"), ("a2", "a"), ("b1", "b"), None],
        ("a3", "a"),
    )


def test_a_blocked_host_waits_until_its_time() -> None:
    """Feeds of a host that asked to be left alone become due when that time is over."""
    queue = PollQueue(per_host=2)
    queue.add("a1", "a", NOW)
    queue.block("a", NOW + HOUR)
    assert (queue.take(NOW), queue.next_due(), queue.take(NOW + HOUR)) == (
        None,
        NOW + HOUR,
        ("a1", "a"),
    )
