"""OPML in and out: the list format that feed readers exchange."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from feeds.catalog.feed import CatalogError, Feed

_ATTRIBUTES = ("authority", "country", "kind", "language", "rate", "confidence", "format")


def read_opml(raw: bytes, name: str) -> Iterator[dict[str, Any]]:
    """The feeds of an OPML document as catalog tables. Raises `CatalogError`."""
    try:
        root = etree.fromstring(raw, _parser())
    except etree.XMLSyntaxError as error:
        raise CatalogError(f"{name}: not OPML: {error}") from error
    outlines = [] if root is None else list(root.iter("outline"))
    if not outlines:
        raise CatalogError(f"{name}: not OPML, or it lists no feed")
    for outline in outlines:
        url = outline.get("xmlUrl") or outline.get("xmlurl")
        if url:
            yield _table(outline, url)


def _table(outline: Any, url: str) -> dict[str, Any]:
    table: dict[str, Any] = {"url": url}
    title = outline.get("title") or outline.get("text")
    if title:
        table["title"] = title
    if outline.get("regwatchId"):
        table["id"] = outline.get("regwatchId")
    for attribute in _ATTRIBUTES:
        if outline.get(attribute):
            table[attribute] = outline.get(attribute)
    return table


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)


def write_opml(feeds: Iterable[Feed], title: str = "regwatch feeds") -> bytes:
    """An OPML 2.0 document of `feeds`, grouped by country."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    groups: dict[str, Any] = {}
    for feed in feeds:
        country = feed.country or "world"
        if country not in groups:
            groups[country] = etree.SubElement(body, "outline", text=country, title=country)
        etree.SubElement(groups[country], "outline", _attributes(feed))
    document: bytes = etree.tostring(
        root, xml_declaration=True, encoding="utf-8", pretty_print=True
    )
    return document


def _attributes(feed: Feed) -> dict[str, str]:
    named = {name: getattr(feed, name) for name in _ATTRIBUTES}
    extra = {
        name: f"{value:g}" if isinstance(value, float) else str(value)
        for name, value in named.items()
        if value
    }
    return {
        "type": "rss",
        "text": feed.title,
        "title": feed.title,
        "xmlUrl": feed.url,
        "regwatchId": feed.id,
        **extra,
    }
