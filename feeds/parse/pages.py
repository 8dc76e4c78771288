"""Sources that are no feeds -> Document: HTML listings by CSS selector, and news sitemaps."""

import codecs
import re
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from feeds.catalog import Select
from feeds.parse.clean import safe_html, title_text, web_link
from feeds.parse.dates import from_text
from feeds.parse.document import Document, Entry, ParseError

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)


def html_text(body: bytes, content_type: str = "") -> str:
    """A page's bytes as text: byte order mark, then header, then meta tag, then UTF-8."""
    if body.startswith(codecs.BOM_UTF8):
        return body[3:].decode("utf-8", "replace")
    header = _HEADER_CHARSET.search(content_type)
    meta = _CHARSET.search(body[:4096])
    for name in (header and header[1], meta and meta[1].decode("ascii")):
        try:
            if name:
                return body.decode(name, "strict")
        except (LookupError, UnicodeDecodeError):
            continue  # a mislabelled page: the next guess may fit
    return body.decode("utf-8", "replace")


def parse_listing(
    body: bytes,
    select: Select,
    *,
    url: str,
    content_type: str = "",
    language: str = "",
    limit: int = 5_000,
) -> Document:
    """The entries that `select` finds in an HTML page. Raises `ParseError` if there are none."""
    tree = LexborHTMLParser(html_text(body, content_type))
    try:
        nodes = tree.css(select.items)[:limit]
        entries = [_listed(node, select, url, language) for node in nodes]
    except (SelectolaxError, ValueError) as error:
        raise ParseError(f"selector: {error}") from error
    if not any(entries):
        raise ParseError(f"nothing matches {select.items!r}: has the page changed its layout?")
    return Document(entries=tuple(entry for entry in entries if entry), lang=language or None)


def _listed(node: LexborNode, select: Select, base: str, language: str) -> Entry | None:
    title = _node(node, select.title)
    link = _node(node, select.link or "a[href]") or (node if node.tag == "a" else None)
    date = _node(node, select.date)
    summary = _node(node, select.summary)
    if title is None or not title.text(strip=True):
        return None
    stamp = (date.attributes.get("datetime") or date.text(strip=True)) if date else None
    return Entry(
        link=web_link(link.attributes.get("href") if link else None, base),
        title=title_text(title.html or ""),
        summary=safe_html(summary.html or "") if summary else "",
        published=from_text(stamp, language=language, date_format=select.date_format),
        lang=language or None,
    )


def _node(node: LexborNode, selector: str) -> LexborNode | None:
    return node.css_first(selector) if selector else None


def parse_sitemap(body: bytes, *, url: str, language: str = "", limit: int = 5_000) -> Document:
    """The news entries of a sitemap. Raises `ParseError`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"not a sitemap: {error}") from error
    name = "" if root is None else etree.QName(root).localname
    if root is None or name != "urlset":
        hint = (
            "an index of sitemaps: list the news sitemap itself" if name == "sitemapindex" else ""
        )
        raise ParseError(hint or "not a sitemap (no <urlset>)")
    entries = [_located(node, url, language) for node in list(root)[:limit]]
    return Document(entries=tuple(entry for entry in entries if entry), lang=language or None)


def _located(node: Any, base: str, language: str) -> Entry | None:
    parts = {
        etree.QName(child).localname: (child.text or "").strip()
        for child in node.iter()
        if isinstance(child.tag, str)
    }
    link = web_link(parts.get("loc"), base)
    if link is None or not parts.get("title"):
        return None
    return Entry(
        link=link,
        title=title_text(parts["title"]),
        published=from_text(parts.get("publication_date") or parts.get("lastmod")),
        lang=parts.get("language") or language or None,
    )
