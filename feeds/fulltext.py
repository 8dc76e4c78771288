"""The text of linked pages for feeds that ask for it: fetched politely, one after the other.

The item's body becomes the page's main text; what the entry itself says still decides whether it
is a new revision, so a page that changes its advertisements makes none.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from feeds.fetch import Client, FetchError
from feeds.outcome import Outcome
from feeds.parse.pages import html_text
from feeds.revise import Revision

MAX_PAGES = 20
MAX_TEXT = 200_000


async def with_full_text(client: Client, outcome: Outcome) -> tuple[Outcome, dict[str, str]]:
    """`outcome` with its new items' pages as bodies, and the texts by address."""
    if not outcome.feed.full_text or not outcome.revisions:
        return outcome, {}
    urls = [r.item.url for r in outcome.revisions if r.item.url and not r.item.deleted]
    pages: dict[str, str] = {}
    for url in urls[-MAX_PAGES:]:
        text = await _page(client, url, allow_private=outcome.feed.allow_private)
        if text:
            pages[url] = text
    return replace(outcome, revisions=fill(outcome.revisions, pages)), pages


def fill(revisions: tuple[Revision, ...], pages: Mapping[str, str]) -> tuple[Revision, ...]:
    """`revisions` with the texts of `pages` as bodies. Pure."""
    return tuple(
        replace(revision, item=replace(revision.item, body=pages[url]))
        if (url := revision.item.url) in pages and url is not None
        else revision
        for revision in revisions
    )


async def _page(client: Client, url: str, *, allow_private: bool) -> str:
    try:
        response = await client.get(url, allow_private=allow_private)
    except FetchError:
        return ""  # the entry stands without its page
    if response.status != 200 or "html" not in response.content_type:
        return ""
    return await asyncio.to_thread(_main_text, response.body, response.headers["content-type"])


def _main_text(body: bytes, content_type: str) -> str:
    import trafilatura  # noqa: PLC0415  (half a second that few pullers need)

    text = trafilatura.extract(html_text(body, content_type), fast=True, include_comments=False)
    return (text or "")[:MAX_TEXT]
