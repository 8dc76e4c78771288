"""JSON bodies -> Document: JSON Feed 1.x, WordPress posts, and any JSON by dotted paths."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from feeds.catalog import Select
from feeds.parse.clean import safe_html, title_text, web_link
from feeds.parse.dates import from_text
from feeds.parse.document import Document, Entry, ParseError, summary_and_body


def load_json(body: bytes) -> Any:
    """The JSON in `body`. Raises `ParseError`."""
    try:
        return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise ParseError(f"not JSON: {str(error)[:160]}") from error


def parse_json_feed(body: bytes, *, url: str, language: str = "", limit: int = 5_000) -> Document:
    """The JSON Feed in `body`. Raises `ParseError`."""
    data = load_json(body)
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise ParseError("JSON, but not a JSON Feed (no list `items`)")
    lang = _text(data.get("language")) or language or None
    hubs = [hub for hub in _list(data.get("hubs")) if isinstance(hub, dict)]
    entries = [_entry(raw, url, lang) for raw in data["items"][:limit] if isinstance(raw, dict)]
    return Document(
        entries=tuple(entries),
        title=title_text(_text(data.get("title"))),
        lang=lang,
        hub=web_link(_text(hubs[0].get("url")), url) if hubs else None,
        topic=web_link(_text(data.get("feed_url")), url),
    )


def _entry(raw: Mapping[str, Any], base: str, lang: str | None) -> Entry:
    content = _text(raw.get("content_html")) or _text(raw.get("content_text"))
    summary, body = summary_and_body(_text(raw.get("summary")), content)
    updated = from_text(_text(raw.get("date_modified")))
    link = _text(raw.get("url")) or _text(raw.get("external_url"))
    return Entry(
        guid=_text(raw.get("id")) or None,
        link=web_link(link, base),
        title=title_text(_text(raw.get("title"))),
        summary=safe_html(summary),
        body=safe_html(body),
        published=from_text(_text(raw.get("date_published"))) or updated,
        updated=updated,
        lang=_text(raw.get("language")) or lang,
    )


def parse_wordpress(body: bytes, *, url: str, language: str = "", limit: int = 5_000) -> Document:
    """The posts that a WordPress site's `wp/v2` address answers with. Raises `ParseError`."""
    data = load_json(body)
    if not isinstance(data, list):
        raise ParseError("not a list of WordPress posts")
    entries = [_post(raw, url, language) for raw in data[:limit] if isinstance(raw, dict)]
    return Document(entries=tuple(entries), lang=language or None)


def _post(raw: Mapping[str, Any], base: str, language: str) -> Entry:
    summary, body = summary_and_body(_rendered(raw, "excerpt"), _rendered(raw, "content"))
    updated = from_text(_text(raw.get("modified_gmt")) or _text(raw.get("modified")))
    return Entry(
        guid=_rendered(raw, "guid") or _text(raw.get("id")) or None,
        link=web_link(_text(raw.get("link")), base),
        title=title_text(_rendered(raw, "title")),
        summary=safe_html(summary),
        body=safe_html(body),
        published=from_text(_text(raw.get("date_gmt")) or _text(raw.get("date"))) or updated,
        updated=updated,
        lang=language or None,
    )


def parse_paths(
    body: bytes, select: Select, *, url: str, language: str = "", limit: int = 5_000
) -> Document:
    """The entries at `select.items` of any JSON document. Raises `ParseError`."""
    found = _at(load_json(body), select.items)
    if not isinstance(found, list):
        raise ParseError(f"no list at {select.items!r}: has the document changed its shape?")
    entries = []
    for raw in found[:limit]:
        part = {name: _text(_at(raw, getattr(select, name))) for name in _PARTS}
        if part["title"]:
            published = from_text(part["date"], language=language, date_format=select.date_format)
            entries.append(
                Entry(
                    guid=part["guid"] or None,
                    link=web_link(part["link"], url),
                    title=title_text(part["title"]),
                    summary=safe_html(part["summary"]),
                    published=published,
                    lang=language or None,
                )
            )
    return Document(entries=tuple(entries), lang=language or None)


_PARTS = ("title", "link", "date", "summary", "guid")


def _at(data: Any, path: str) -> Any:
    if not path:
        return None
    for step in (part for part in path.split(".") if part != "$"):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def _rendered(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    return _text(value.get("rendered")) if isinstance(value, Mapping) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(value: object) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
