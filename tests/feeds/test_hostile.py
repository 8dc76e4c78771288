"""Each attack over real HTTP, and what a puller makes of it."""

import asyncio
import gzip
import time
import tracemalloc
from dataclasses import replace

import brotli
import pytest

from feeds.fetch import Client, Failure, FetchError, Limits, refusal
from schemas.codec import decode
from schemas.dead_letter import DeadLetter
from tests.feeds import hostile
from tests.feeds.conftest import Bench, Reply, Site, entry, feed, rss

LIMITS = Limits(total=1.5, connect=1.0, redirects=3, max_bytes=2_000_000, max_decoded=5_000_000)


async def outcome(attack: hostile.Attack) -> FetchError:
    """The error that fetching from a server that does `attack` ends in."""
    async with hostile.attacking(attack) as url, Client(LIMITS) as client:
        with pytest.raises(FetchError) as caught:
            await client.get(url, allow_private=True)
    return caught.value


async def test_an_endless_stream_is_cut_at_the_size_limit() -> None:
    """Chunks without an end stop at max_bytes."""
    assert (await outcome(hostile.endless)).failure is Failure.TOO_LARGE


async def test_a_gzip_bomb_is_cut_while_it_unpacks() -> None:
    """200 MB in 200 kB: refused, and never more than the limit and a step in memory."""
    bomb = hostile.gzip_bomb()
    tracemalloc.start()
    error = await outcome(hostile.answer(bomb, "Content-Encoding: gzip"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (error.failure, peak < 20_000_000) == (Failure.TOO_LARGE, True)


async def test_a_brotli_bomb_is_cut_while_it_unpacks() -> None:
    """The same for brotli, which packs blanks a hundred times tighter still."""
    bomb = brotli.compress(b" " * 100_000_000, quality=5)
    error = await outcome(hostile.answer(bomb, "Content-Encoding: br"))
    assert error.failure is Failure.TOO_LARGE


async def test_a_bomb_in_a_bomb_is_cut_too() -> None:
    """Gzip within gzip unpacks step by step through both."""
    bomb = hostile.nested_bomb()
    error = await outcome(hostile.answer(bomb, "Content-Encoding: gzip, gzip"))
    assert error.failure is Failure.TOO_LARGE


async def test_ten_encodings_in_a_row_are_refused() -> None:
    """Nobody packs ten times but to harm."""
    error = await outcome(hostile.answer(b"x", "Content-Encoding: " + "gzip, " * 9 + "gzip"))
    assert error.failure is Failure.ENCODING


async def test_two_gigabytes_are_refused_when_they_are_announced() -> None:
    """The Content-Length is enough: nothing is read."""
    error = await outcome(hostile.two_gigabytes)
    assert (error.failure, "2147483648 bytes announced" in error.detail) == (
        Failure.TOO_LARGE,
        True,
    )


async def test_a_slowloris_ends_at_the_total_time() -> None:
    """A byte now and then does not keep a connection past the total time."""
    begun = time.monotonic()
    error = await outcome(hostile.slowloris)
    assert (error.failure, time.monotonic() - begun < 3) == (Failure.TIMEOUT, True)


async def test_a_server_that_never_answers_ends_at_the_total_time() -> None:
    """Silence is a timeout."""
    assert (await outcome(hostile.silence)).failure is Failure.TIMEOUT


async def test_a_header_without_end_is_refused() -> None:
    """A header line is limited like a body is."""
    assert (await outcome(hostile.long_header)).failure is Failure.PROTOCOL


async def test_another_protocol_is_refused() -> None:
    """A mail server is no publisher."""
    assert (await outcome(hostile.not_http)).failure is Failure.PROTOCOL


async def test_a_body_cut_short_is_no_success() -> None:
    """Half a feed is not taken for the whole: entries would seem removed."""
    assert (await outcome(hostile.cut_short)).failure is Failure.PROTOCOL


async def test_a_broken_gzip_stream_is_named_as_such() -> None:
    """Bytes that are not gzip though they say so."""
    error = await outcome(hostile.answer(b"<rss/>", "Content-Encoding: gzip"))
    assert error.failure is Failure.ENCODING


async def test_a_redirect_loop_ends_after_the_allowed_hops() -> None:
    """Three redirects are allowed here; the fourth ends it."""
    loop = hostile.answer(b"", "Location: /feed", status="302 Found")
    assert (await outcome(loop)).failure is Failure.REDIRECTS


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.2:1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.1.2.3/",
        "http://2130706433/",
        "http://192.168.0.1.nip.example:99999/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "ftp://example.org/feed",
    ],
)
async def test_a_redirect_to_a_forbidden_address_is_refused(site: Site, target: str) -> None:
    """Every hop is checked: here the publisher's own address, and no other, counts as public."""
    site.pages["/feed"] = Reply(status=302, headers={"Location": target})

    def refuse(address: str) -> str | None:
        return None if address == "127.0.0.1" else refusal(address)

    async with Client(LIMITS, refuse=refuse) as client:
        with pytest.raises(FetchError) as caught:
            await client.get(f"{site.url}/feed")
    assert caught.value.failure is Failure.ADDRESS


async def test_a_name_that_rebinds_to_a_private_address_is_refused() -> None:
    """The address that is connected to is the one that was checked."""
    async with Client(LIMITS, resolver=_Rebinding()) as client:
        with pytest.raises(FetchError) as caught:
            await client.get("http://rebind.example/feed")
    assert caught.value.failure is Failure.ADDRESS


async def test_an_entity_bomb_stays_small(bench: Bench) -> None:
    """Entities that refer to entities are not expanded: a short title, quickly."""
    attack = hostile.answer(hostile.ENTITY_BOMB, "Content-Type: text/xml")
    begun = time.monotonic()
    async with hostile.attacking(attack) as url:
        await bench.once(feed(url))
    sizes = [len(item.title) for item in bench.items()]
    assert (all(size < 100 for size in sizes), time.monotonic() - begun < 3) == (True, True)


async def test_an_external_entity_reads_no_file(bench: Bench) -> None:
    """A reference to a local file brings nothing of it into a record."""
    attack = hostile.answer(hostile.EXTERNAL_ENTITY, "Content-Type: text/xml")
    async with hostile.attacking(attack) as url:
        await bench.once(feed(url))
    assert not any("root:" in item.title for item in bench.items())


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(entry(1, "Größe: café")).encode("iso-8859-1"), "text/xml; charset=utf-8"),
        (
            rss(entry(1, "Größe: café")).replace("utf-8", "us-ascii").encode("utf-8"),
            "application/xml",
        ),
        (rss(entry(1, "Größe: café")).encode("utf-8"), "text/xml; charset=no-such-thing"),
        (rss(entry(1, "Größe: café")).encode("utf-8"), "text/plain"),
        (b"\xef\xbb\xbf" + rss(entry(1, "Größe: café")).encode("utf-8"), "text/html"),
        (
            rss(entry(1, "Größe: café")).replace("utf-8", "utf-16").encode("utf-16"),
            "application/rss+xml",
        ),
    ],
    ids=["latin-1 as utf-8", "utf-8 as ascii", "unknown", "plain", "bom as html", "utf-16"],
)
async def test_a_mislabelled_encoding_is_read_all_the_same(
    bench: Bench, body: bytes, content_type: str
) -> None:
    """What the header says is a hint; the words come out right."""
    attack = hostile.answer(body, f"Content-Type: {content_type}")
    async with hostile.attacking(attack) as url:
        await bench.once(feed(url))
    assert [item.summary for item in bench.items()] == ["Größe: café"]


async def test_binary_rubbish_is_a_dead_letter_with_its_bytes(bench: Bench) -> None:
    """A body that is no feed is kept, bounded, for whoever looks into it."""
    rubbish = bytes(range(256)) * 1_000
    bench.settings = replace(bench.settings, dead_letter_bytes=1_000)
    async with hostile.attacking(hostile.answer(rubbish, "Content-Type: text/xml")) as url:
        summary = await bench.once(feed(url))
    letters = [decode(DeadLetter, raw) for _, raw in bench.records(bench.topics.dead_letters)]
    assert (summary.failed, [letter.raw for letter in letters]) == (1, [rubbish[:1_000]])


async def test_scripts_reach_no_record(bench: Bench, site: Site) -> None:
    """Script, handlers, frames and script addresses are gone, whichever way they are escaped."""
    evil = (
        "&lt;p onclick=&quot;x()&quot;&gt;Fine&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
        "&lt;iframe src=&quot;//evil&quot;&gt;&lt;/iframe&gt;"
        "&lt;a href=&quot;javascript:x()&quot;&gt;a&lt;/a&gt;"
    )
    title = "<title>&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Bank fined</title>"
    link = "<link>javascript:alert(1)</link><guid>1</guid>"
    site.pages["/feed"] = Reply(rss(f"{title}{link}<description>{evil}</description>"))
    await bench.once(feed(f"{site.url}/feed"))
    item = bench.items()[0]
    whole = f"{item.title} {item.summary} {item.url}".lower()
    assert [word for word in ("script", "onclick", "iframe", "alert") if word in whole] == []


async def test_a_hostile_feed_delays_no_other(bench: Bench, site: Site) -> None:
    """Beside a slowloris on another host, a good feed is published at once."""
    site.pages["/good"] = Reply(rss(entry(1)))
    async with hostile.attacking(hostile.slowloris) as url:
        bad = feed(url, id="bad")
        task = asyncio.create_task(bench.once(bad, feed(f"{site.url}/good")))
        begun = time.monotonic()
        while not bench.items() and time.monotonic() - begun < 3:
            await asyncio.sleep(0.02)
        waited = time.monotonic() - begun
        await task
    assert waited < 1.5


async def test_gzip_with_bytes_behind_its_end_is_read(bench: Bench) -> None:
    """Servers that append rubbish to a gzip body exist; the feed within is good."""
    body = gzip.compress(rss(entry(1)).encode()) + b"\x00\x00rubbish"
    async with hostile.attacking(hostile.answer(body, "Content-Encoding: gzip")) as url:
        await bench.once(feed(url))
    assert len(bench.items()) == 1


class _Rebinding:
    """Says a private address for every name."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [
            {
                "hostname": host,
                "host": "192.168.1.1",
                "port": port,
                "family": 2,
                "proto": 0,
                "flags": 0,
            }
        ]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item><description>" + b"<b>" * 600_000,
        b"<!DOCTYPE rss [" + b'<!ENTITY a "b">\n' * 130_000 + b"]><rss version='2.0'/>",
        b"<rss><channel>" + b"<item>" * 300_000,
    ],
    ids=["deep nesting", "entity declarations", "unclosed items"],
)
async def test_a_body_that_takes_for_ever_to_read_is_given_up(
    bench: Bench, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2 MB made to stall a parser end in a killed child, while the event loop stays free."""
    monkeypatch.setattr("feeds.parse.isolated.SECONDS", 1)
    monkeypatch.setattr("feeds.parse.isolated.STARTUP", 3)
    gaps = [0.0]

    async def heartbeat() -> None:
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            gaps.append(time.monotonic() - begun)

    beating = asyncio.create_task(heartbeat())
    begun = time.monotonic()
    async with hostile.attacking(hostile.answer(body, "Content-Type: text/xml")) as url:
        summary = await bench.once(feed(url))
    beating.cancel()
    waited = time.monotonic() - begun
    assert (summary.polled, waited < 25, max(gaps) < 2) == (1, True, True)
