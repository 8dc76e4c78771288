"""Any feed body, however odd -> Document, by feedparser: the slow and forgiving way.

feedparser replaces the document type and drops entities that refer to entities, so an entity bomb
is text to it. The body is never handed over as a string, which it might take for an address.
"""

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from feeds.parse.clean import safe_html, title_text, web_link
from feeds.parse.dates import from_struct, from_text
from feeds.parse.document import Document, Entry, ParseError, summary_and_body
from feeds.parse.wishes import language_tag, time_to_live

_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def parse_any(
    body: bytes, *, url: str, content_type: str = "", language: str = "", limit: int = 5_000
) -> Document:
    """The feed in `body`, however odd, by feedparser. Raises `ParseError` if there is none."""
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    parsed = feedparser.parse(
        io.BytesIO(body),
        response_headers=headers,
        sanitize_html=False,  # nh3 does it, 50 times as fast
        resolve_relative_uris=False,
    )
    if not parsed.entries and not parsed.version:
        raise ParseError(_why(body, parsed))
    feed = parsed.feed
    lang = language_tag(feed.get("language")) or language or None
    entries = [_entry(raw, url, lang) for raw in parsed.entries[:limit]]
    return Document(
        entries=tuple(entries),
        title=title_text(feed.get("title", "")),
        lang=lang,
        ttl=time_to_live(
            str(feed.get("ttl", "")),
            str(feed.get("sy_updateperiod", "")),
            str(feed.get("sy_updatefrequency", "")),
        ),
        hub=_rel(feed, "hub", url),
        topic=_rel(feed, "self", url),
        note=_note(parsed, limit),
    )


def _entry(raw: dict[str, Any], base: str, lang: str | None) -> Entry:
    content = max((part.get("value", "") for part in raw.get("content", ())), key=len, default="")
    summary, body = summary_and_body(raw.get("summary", ""), content)
    published = from_struct(raw.get("published_parsed")) or from_text(raw.get("published"))
    updated = from_struct(dict.get(raw, "updated_parsed"))  # its own get invents one
    return Entry(
        guid=raw.get("id") or None,
        link=web_link(raw.get("link"), base),
        title=title_text(raw.get("title", "")),
        summary=safe_html(summary),
        body=safe_html(body),
        published=published or updated,
        updated=updated,
        lang=language_tag(raw.get("title_detail", {}).get("language")) or lang,
    )


def _rel(feed: Mapping[str, Any], rel: str, base: str) -> str | None:
    for link in feed.get("links", ()):
        if link.get("rel") == rel:
            return web_link(link.get("href"), base)
    return None


def _note(parsed: Mapping[str, Any], limit: int) -> str:
    if len(parsed["entries"]) > limit:
        return f"{len(parsed['entries'])} entries; the first {limit} were read"
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    return "" if error is None else f"readable but not well-formed: {str(error)[:160]}"


def _why(body: bytes, parsed: Mapping[str, Any]) -> str:
    if _HTML.search(body[:4096]):
        return "an HTML page, not a feed; `regwatch feeds add URL` finds the feed it links to"
    error = parsed.get("bozo_exception")
    return f"neither RSS, Atom, RDF nor JSON Feed{f': {str(error)[:160]}' if error else ''}"
