"""Golden pairs: a source's body beside the items it must become."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from feeds.catalog import Feed
from feeds.parse import ParseError, parse
from feeds.parse.any_feed import parse_any
from feeds.parse.fast_xml import parse_fast
from feeds.revise import revise

FOLDER = Path(__file__).parent / "golden"
FETCHED = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def read(name: str) -> tuple[Any, Any, dict[str, Any]]:
    """The document and the items of a pair, and what they should be."""
    expected = json.loads((FOLDER / f"{name}.json").read_text())
    body = next(path for path in FOLDER.glob(f"{name}.*") if path.suffix != ".json").read_bytes()
    about = {"id": "g", "title": "Golden", "url": "https://golden.example/feed"}
    feed = TypeAdapter(Feed).validate_python({**about, **expected.get("feed", {})})
    document = parse(feed, body, url=feed.url, content_type=expected["content_type"])
    return document, revise(feed, document, {}, FETCHED), expected


@pytest.mark.parametrize("name", NAMES)
def test_a_body_becomes_these_items(name: str) -> None:
    """Titles plain, HTML safe, links whole, dates UTC, oldest first (undated as of the fetch)."""
    _, revisions, expected = read(name)
    found = [
        {
            "title": revision.item.title,
            "summary": revision.item.summary,
            "body": revision.item.body,
            "url": revision.item.url,
            "published": revision.item.published and revision.item.published.isoformat(),
            "lang": revision.item.lang,
        }
        for revision in revisions
    ]
    by_title = {item["title"]: item for item in expected["items"]}
    assert {item["title"]: item for item in found} == by_title


@pytest.mark.parametrize("name", NAMES)
def test_a_body_says_when_to_come_back_and_who_tells_of_news(name: str) -> None:
    """Ttl or sy:updatePeriod, hub and topic."""
    document, _, expected = read(name)
    ttl = document.ttl.total_seconds() if document.ttl else None
    assert (ttl, document.hub, document.topic) == (
        expected["ttl"],
        expected["hub"],
        expected["topic"],
    )


@pytest.mark.parametrize(
    ("changes", "body", "message"),
    [
        ({}, b"", "empty"),
        ({}, b"<html><body>x</body></html>", "HTML page"),
        ({}, b'{"a": 1}', "not a JSON Feed"),
        ({}, b"just words", "neither RSS"),
        ({"format": "wordpress"}, b"{}", "WordPress"),
        ({"format": "wordpress"}, b"<rss/>", "not JSON"),
        ({"format": "sitemap"}, b"<sitemapindex/>", "index of sitemaps"),
        ({"format": "sitemap"}, b"<rss/>", "not a sitemap"),
        ({"format": "listing", "select": {"items": "li", "title": "a"}}, b"<p>x", "matches"),
        ({"format": "listing", "select": {"items": "li[", "title": "a"}}, b"<p>x", "selector"),
        ({"format": "json", "select": {"items": "a.b", "title": "t"}}, b"{}", "no list at"),
    ],
)
def test_a_body_that_is_something_else_is_refused_by_name(
    changes: dict[str, Any], body: bytes, message: str
) -> None:
    """The error says what came instead, for the dead letter and the feed's health."""
    about = {"id": "g", "title": "Golden", "url": "https://golden.example/feed"}
    feed = TypeAdapter(Feed).validate_python({**about, **changes})
    with pytest.raises(ParseError, match=message):
        parse(feed, body, url=feed.url)


XML = [
    *sorted(FOLDER.glob("*.xml")),
    *sorted((Path(__file__).resolve().parents[2] / "feeds" / "sample").glob("*.xml")),
]


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_the_fast_reader_agrees_with_feedparser(path: Path) -> None:
    """For plain feeds both give the same document; what is not plain is left to feedparser."""
    url = "https://golden.example/feed"
    fast = parse_fast(path.read_bytes(), url=url)
    if path.name in {"rdf.xml", "sitemap.xml"}:  # another encoding, another format
        assert fast is None
        return
    assert fast == parse_any(path.read_bytes(), url=url, content_type="application/xml")


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel><item><title>a<b>c</b></title></item></channel></rss>",
        "<rss><channel><item><pubDate>yesterday</pubDate></item></channel></rss>",
        "<rss><channel><item><title>&nbsp;</title></item></channel></rss>",
        "<rss><channel><item><title>unclosed</item></channel></rss>",
        '<!DOCTYPE rss><rss version="2.0"><channel/></rss>',
        '<?xml version="1.0" encoding="windows-1252"?><rss><channel/></rss>',
        "<rss/>",
        "<html/>",
    ],
)
def test_the_fast_reader_leaves_odd_bodies_alone(body: str) -> None:
    """None, and feedparser has its turn."""
    assert parse_fast(body.encode(), url="https://golden.example/feed") is None
