"""RSS, Atom and RDF bodies -> Document: plain ones at once, odd ones by feedparser.

Tombstones (RFC 6721) are read by lxml, whichever way the rest was.
"""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from feeds.parse.any_feed import parse_any
from feeds.parse.dates import from_text
from feeds.parse.document import Document, Entry, ParseError
from feeds.parse.fast_xml import parse_fast
from feeds.parse.isolated import parse_isolated

# Bodies larger than this that are not plain are read in a process of their own.
ISOLATED_FROM = 128 * 1024
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def parse_xml(
    body: bytes, *, url: str, content_type: str = "", language: str = "", limit: int = 5_000
) -> Document:
    """The feed in `body`. Raises `ParseError` if there is none."""
    if not body.strip():
        raise ParseError("the body is empty")
    document = parse_fast(body, url=url, language=language, limit=limit)
    if document is None:
        read = parse_isolated if len(body) > ISOLATED_FROM else parse_any
        document = read(body, url=url, content_type=content_type, language=language, limit=limit)
    return replace(document, entries=(*document.entries, *_tombstones(body, limit)))


def _tombstones(body: bytes, limit: int) -> Iterator[Entry]:
    if b"deleted-entry" not in body:
        return
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False
    )
    root = etree.fromstring(body, parser)
    for number, mark in enumerate(() if root is None else root.iter(_TOMBSTONE)):
        if number >= limit:
            return
        ref = mark.get("ref")
        if ref:
            yield Entry(guid=str(ref), deleted=True, updated=from_text(str(mark.get("when") or "")))
