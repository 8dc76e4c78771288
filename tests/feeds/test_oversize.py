"""Items too large for the log: a letter each, and nothing behind them waits."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broker.log import BrokerError, Log
from feeds.oversize import MAX_ITEM_BYTES, refusal
from feeds.parse.clean import MAX_HTML, safe_html
from feeds.replay import ReplayPlan, replay
from schemas.codec import decode, encode
from schemas.dead_letter import DeadLetter
from schemas.item import Item
from schemas.topics import Topics
from tests.feeds.conftest import START, Bench, Reply, Site, entry, feed, rss

WIDE = "\N{COLLISION SYMBOL}" * 900_000  # four bytes a character


class Narrow:
    """A real log that refuses records over 4 MiB, as Kafka does."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def append(self, messages: Any) -> Any:
        """Append, or refuse all."""
        if any(len(message.value or b"") > 4 * 1024 * 1024 for message in messages):
            raise BrokerError("a record is larger than 4194304 bytes")
        return self._log.append(messages)


def long_entry(number: int, text: str) -> str:
    """An entry with `text` as its summary and, differently, as its body."""
    return f"{entry(number, text)}<content:encoded>{text}.</content:encoded>"


def letters(bench: Bench, topics: Topics | None = None) -> list[DeadLetter]:
    """The dead letters of a run."""
    topic = (topics or bench.topics).dead_letters
    return [decode(DeadLetter, raw) for _, raw in bench.records(topic)]


@pytest.mark.parametrize("markup", ["&", "a<b>&</b>", '<a href="http://a.example/?b&c">d</a>'])
def test_escaping_makes_no_text_longer_than_allowed(markup: str) -> None:
    """What is cut after cleaning is still clean: no half of a tag or an entity stays."""
    text = safe_html("<p>" + markup * (MAX_HTML // len(markup)) + "</p>")
    assert MAX_HTML - 200 <= len(text) <= MAX_HTML
    assert safe_html(text[-1_000:]).rstrip() != ""
    assert text.count("<") == text.count(">")
    assert text.count("&") == text.count(";")


def test_what_fits_stays_as_it_is() -> None:
    """Only text beyond the limit is cut."""
    assert safe_html("<p>A bank &amp; a broker were fined.</p>") == (
        "<p>A bank &amp; a broker were fined.</p>"
    )


@pytest.mark.parametrize("extra", [0, 1])
def test_the_limit_is_on_the_encoded_item(extra: int) -> None:
    """At the limit an item is published; one byte more and it is not."""
    bare = Item(id="i")
    body = "x" * (MAX_ITEM_BYTES - len(encode(bare)) - 1 + extra)
    assert (refusal(replace(bare, body=body), START) is not None) == bool(extra)


async def test_an_oversized_item_is_a_letter_and_the_others_are_items(
    bench: Bench, site: Site
) -> None:
    """The puller goes on, and counts it; the letter says what and why."""
    bench.log = Narrow(bench.log)
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    body = rss(long_entry(2, WIDE), entry(1)).replace('<rss version="2.0">', head)
    site.pages["/feed"] = Reply(body)
    source = feed(f"{site.url}/feed")
    summary = await bench.once(source)
    again = await bench.again(source)
    found = letters(bench)
    assert [item.title for item in bench.items()] == ["Story 1"]
    assert (summary.items, summary.letters, again.letters) == (1, 1, 0)
    assert len(found) == 1
    assert "Story 2" in found[0].detail
    assert str(MAX_ITEM_BYTES) in found[0].error


async def test_a_replay_leaves_an_oversized_item_out_too(bench: Bench, tmp_path: Path) -> None:
    """Whether it comes from a file or from the archive."""
    log = Narrow(bench.log)
    file = tmp_path / "items.jsonl"
    rows = [{"id": "large", "summary": WIDE, "body": WIDE}, {"id": "small", "title": "Fine"}]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    plan = ReplayPlan(into="trial", archive=tmp_path, folder=bench.folder, files=(file,))
    result = replay(log, plan, now=START)
    trial = Topics(run="trial")
    assert [item.id for item in bench.items(trial)] == ["small"]
    assert (result.items, [letter.key for letter in letters(bench, trial)]) == (1, ["large"])


async def test_a_replay_of_the_archive_gives_the_same_letter(bench: Bench, site: Site) -> None:
    """The letter is about the item and its time, so it is the live run's own."""
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    body = rss(long_entry(1, WIDE)).replace('<rss version="2.0">', head)
    site.pages["/feed"] = Reply(body)
    await bench.once(feed(f"{site.url}/feed"))
    plan = ReplayPlan(into="trial", archive=bench.folder / "archive", folder=bench.folder)
    replay(bench.log, plan, now=START)
    assert letters(bench, Topics(run="trial")) == letters(bench) != []
