"""Item: one entry of one feed, as published."""

from dataclasses import dataclass

from pydantic import AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of one feed. An updated entry is the same `id` with a higher `revision`.

    `title` is plain text; `summary` and `body` may still hold HTML, which reading strips.
    `deleted` says that the publisher took the entry away: all that it told is withdrawn.
    """

    id: str
    title: str = ""
    summary: str = ""
    body: str = ""
    url: str | None = None
    publisher: str | None = None
    published: AwareDatetime | None = None
    fetched: AwareDatetime | None = None
    lang: str | None = None
    feed: str | None = None
    revision: int = 1
    deleted: bool = False
    version: int = 1
