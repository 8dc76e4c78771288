"""Entry and Document: what any source looks like once it is read, before items are made of it."""

import datetime as dt
from dataclasses import dataclass

LONGEST_SUMMARY = 1_000  # characters; a longer text that stands alone is the body


class ParseError(Exception):
    """The body cannot be read as what its feed is declared to be; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as its publisher wrote it. `title` is plain text, `summary` and `body` safe HTML.

    Dates are aware UTC or None. `deleted` marks a tombstone: the publisher took the entry away.
    """

    guid: str | None = None
    link: str | None = None
    title: str = ""
    summary: str = ""
    body: str = ""
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    lang: str | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One readable body. `ttl` is how long the document asks to be left alone.

    `hub` and `topic` are what WebSub needs; `note` says what was odd but readable.
    """

    entries: tuple[Entry, ...] = ()
    title: str = ""
    lang: str | None = None
    ttl: dt.timedelta | None = None
    hub: str | None = None
    topic: str | None = None
    note: str = ""


def summary_and_body(summary: str, content: str) -> tuple[str, str]:
    """What stands for an entry's summary and body, as its source gives the two.

    A text that stands alone, be it called description or content, is the summary if it is short
    and the body if it is long: the reader goes through a body sentence by sentence.
    """
    if summary and content and summary != content:
        return summary, content
    only = summary or content
    return ("", only) if len(only) > LONGEST_SUMMARY else (only, "")
