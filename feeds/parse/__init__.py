"""A feed's definition and a body in, a Document out: `parse(feed, body, ...)`."""

from feeds.catalog import Feed, Format
from feeds.parse.document import Document, Entry, ParseError
from feeds.parse.json_feed import parse_json_feed, parse_paths, parse_wordpress
from feeds.parse.pages import parse_listing, parse_sitemap
from feeds.parse.xml_feed import parse_xml

__all__ = ["Document", "Entry", "ParseError", "parse"]


def parse(
    feed: Feed, body: bytes, *, url: str, content_type: str = "", limit: int = 5_000
) -> Document:
    """Read `body`, fetched from `url`, as what `feed` declares. Raises `ParseError`."""
    language = feed.language
    match feed.format:
        case Format.FEED if _is_json(body, content_type):
            return parse_json_feed(body, url=url, language=language, limit=limit)
        case Format.FEED:
            return parse_xml(
                body, url=url, content_type=content_type, language=language, limit=limit
            )
        case Format.WORDPRESS:
            return parse_wordpress(body, url=url, language=language, limit=limit)
        case Format.SITEMAP:
            return parse_sitemap(body, url=url, language=language, limit=limit)
        case Format.JSON | Format.LISTING if feed.select is None:
            raise ParseError(f'format "{feed.format}" needs [feed.select]')
        case Format.JSON:
            assert feed.select is not None
            return parse_paths(body, feed.select, url=url, language=language, limit=limit)
        case Format.LISTING:
            assert feed.select is not None
            return parse_listing(
                body,
                feed.select,
                url=url,
                content_type=content_type,
                language=language,
                limit=limit,
            )


def _is_json(body: bytes, content_type: str) -> bool:
    start = body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start == b"{" or ("json" in content_type and start == b"[")
