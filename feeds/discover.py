"""The address of a page (or a feed) -> the feeds it offers: what `regwatch feeds add URL` does."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from feeds.catalog import CatalogError, Feed, Format, feed_id
from feeds.fetch import Client, FetchError, Response
from feeds.parse import ParseError, parse
from feeds.parse.clean import title_text, web_link
from feeds.parse.pages import html_text

_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}
# Asked only if the page names no feed: where publishing systems usually keep one.
_USUAL = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml")
_MOST = 10


async def discover(client: Client, url: str, *, allow_private: bool = False) -> list[Feed]:
    """The feeds at or behind `url`, each fetched and read once, ready for a catalog.

    Raises `CatalogError` if the address does not answer or offers no feed.
    """
    whole = url if "://" in url else f"https://{url}"
    response = await _get(client, whole, allow_private)
    if isinstance(response, str):
        raise CatalogError(f"{whole}: {response}")
    itself = _as_feed(response, whole, allow_private)
    if itself is not None:
        return [itself]
    offered = list(dict.fromkeys(links(response)))[:_MOST]
    found = [feed for link in offered if (feed := await _try(client, link, allow_private))]
    for path in () if found else _USUAL:
        feed = await _try(client, urljoin(response.url, path), allow_private)
        if feed is not None:
            return [feed]
    if not found:
        raise CatalogError(
            f"{whole}: the page offers no feed; declare it as a listing "
            f'(format = "listing" with [feed.select]) or look for the feed\'s own address'
        )
    return found


def links(response: Response) -> Iterator[str]:
    """The addresses of the feeds that a page announces. Pure."""
    tree = LexborHTMLParser(html_text(response.body, response.headers.get("content-type", "")))
    base = tree.css_first("base[href]")
    root = urljoin(response.url, (base.attributes.get("href") or "") if base else "")
    for node in tree.css("link[rel][href]"):
        rels = (node.attributes.get("rel") or "").lower().split()
        kind = (node.attributes.get("type") or "").split(";")[0].strip().lower()
        link = web_link(node.attributes.get("href"), root)
        if link and "alternate" in rels and kind in _TYPES:
            yield link


async def _try(client: Client, url: str, allow_private: bool) -> Feed | None:
    response = await _get(client, url, allow_private)
    return None if isinstance(response, str) else _as_feed(response, url, allow_private)


async def _get(client: Client, url: str, allow_private: bool) -> Response | str:
    try:
        response = await client.get(url, allow_private=allow_private)
    except FetchError as error:
        return str(error)
    if response.status != 200:
        return f"HTTP {response.status} {response.reason}".strip()
    return response


def _as_feed(response: Response, url: str, allow_private: bool) -> Feed | None:
    host = urlsplit(url).hostname or url
    for kind in (Format.FEED, Format.WORDPRESS, Format.SITEMAP):
        draft = Feed(id=feed_id(url), title=host, url=url, format=kind, allow_private=allow_private)
        try:
            document = parse(
                draft,
                response.body,
                url=response.url,
                content_type=response.headers.get("content-type", ""),
            )
        except ParseError:
            continue
        if kind is not Format.FEED and not document.entries:
            continue
        return Feed(
            id=draft.id,
            title=title_text(document.title) or host,
            url=url,
            language=_language(document.lang),
            format=kind,
            allow_private=allow_private,
        )
    return None


def _language(lang: str | None) -> str:
    head = (lang or "").split("-")[0]
    return head if head.isalpha() and len(head) in {2, 3} else ""
