"""The bundled feeds: enough of them, readable, served like a good publisher would."""

from collections import Counter

from feeds.sample.server import SampleServer
from tests.feeds.conftest import Bench, feed

CASES = ("TikTok", "Intel", "Qualcomm", "British Airways", "Marriott", "Wells Fargo", "Binance")


async def test_the_sample_feeds_are_pulled_like_any_other(bench: Bench) -> None:
    """Seven feeds in four formats, every entry an item with a date, a link and a text."""
    async with SampleServer() as server:
        summary = await bench.once(*server.catalog)
    items = bench.items()
    whole = [item for item in items if item.title and item.summary and item.url and item.published]
    counts = Counter(item.feed for item in items)
    assert (summary.failed, len(counts) >= 6, len(items) >= 60, len(whole)) == (
        0,
        True,
        True,
        len(items),
    )


async def test_the_sample_server_answers_304(bench: Bench) -> None:
    """A second round brings nothing and costs next to nothing."""
    async with SampleServer() as server:
        await bench.once(*server.catalog)
        summary = await bench.again(*server.catalog, seconds=10)
        answered = server.not_modified
    assert (summary.unchanged, answered, summary.items) == (7, 7, 0)


async def test_the_samples_tell_of_well_known_cases(bench: Bench) -> None:
    """Reported by more than one feed, so that there is something to merge."""
    async with SampleServer() as server:
        await bench.once(*server.catalog)
    titles = " ".join(item.title for item in bench.items())
    tiktok = {item.feed for item in bench.items() if "TikTok" in item.title}
    assert ([name for name in CASES if name not in titles], len(tiktok) >= 2) == ([], True)


async def test_a_path_outside_the_folder_is_not_served(bench: Bench) -> None:
    """Neither the server's own source nor anything above it."""
    async with SampleServer() as server:
        paths = ["/server.py", "/catalog.toml", "/..%2f..%2fpyproject.toml"]
        summary = await bench.once(
            *(feed(f"{server.url}{path}", id=f"p{n}") for n, path in enumerate(paths))
        )
    assert summary.failed == 3
