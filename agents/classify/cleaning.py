"""Fields as published -> plain text whose offsets evidence can point into.

In: an item's title, summary and body, which may hold HTML, entities, saved-page debris.
Out: `Cleaned`, the same three fields as plain text. A field without markup comes out unchanged,
so for plain text the offsets of evidence are offsets into the item itself. Debris (menus,
"Related:" tails) is not cut out, which would move offsets: `readable` says which stretches of a
cleaned field are worth reading.
"""

import html
import re
from dataclasses import dataclass
from typing import Literal

import nh3

from schemas.item import Item

Field = Literal["title", "summary", "body"]
Stretch = tuple[int, int]

_TAG = re.compile(r"<[a-zA-Z!/][^>]{0,2000}>")
# "sued <Berylco Metals Inc>", "Texaco <TX>": agencies put names and tickers in such brackets.
_BRACKETED = re.compile(r"<([A-Z][\w.&'’-]*(?: [A-Z&][\w.,&'’-]*){0,8})>")
_ELEMENT_LIST = (
    "a abbr address area article aside b base big blink blockquote body br button caption center "
    "cite code col dd del details dir div dl dt em embed font footer form frame frameset h1 h2 h3 "
    "h4 h5 h6 head header hr html i iframe img input ins kbd label li link main map mark menu meta "
    "nav noframes noscript object ol option p param picture pre q s samp script section select "
    "small source span strike strong style sub summary sup svg table tbody td template textarea "
    "tfoot th thead time title tr tt u ul var video"
)
_ELEMENTS = frozenset(_ELEMENT_LIST.split())
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_BLOCK_END = re.compile(
    r"</(?:p|div|li|h[1-6]|tr|blockquote|section|article)\s*>|<br\s*/?>", re.IGNORECASE
)
_TAIL = re.compile(
    r"^\s*(?:related(?: (?:articles?|content|stories|posts|news|topics|links))?\s*:?\s*$"
    r"|leave a (?:reply|comment)|click to comment|share this|written by\s*$|trending\s*$"
    r"|more (?:stories|news|from)\b.{0,40}$|read (?:more|next|also)\b.{0,80}$"
    r"|you (?:may|might) also like|sign up (?:for|to)\b|subscribe to\b|back to top"
    r"|about the author|recommended (?:stories|for you)|most (?:read|popular)\b"
    r"|(?:follow|connect with) us\b|copyright ©|© ?\d{4}|all rights reserved)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^\s*(?:related|read more|read also|see also|more|also read|watch)\s*:\s*\S", re.IGNORECASE
)
_HARD_TAIL = re.compile(
    r"^\s*(?:leave a (?:reply|comment)|click to comment|related articles?\s*$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The three fields as plain text."""

    title: str
    summary: str
    body: str

    def of(self, field: Field) -> str:
        """The cleaned text of `field`."""
        return {"title": self.title, "summary": self.summary, "body": self.body}[field]


def clean(item: Item, *, longest: int = 40_000) -> Cleaned:
    """The item's fields as plain text; at most `longest` characters of the body."""
    return Cleaned(
        title=plain(item.title[:longest]),
        summary=plain(item.summary[:longest]),
        body=plain(item.body[: 4 * longest])[:longest],
    )


def plain(text: str) -> str:
    """`text` without tags and entities; unchanged when it holds neither."""
    if "<" in text and _TAG.search(escaped := _BRACKETED.sub(_name_kept, text)):
        text = html.unescape(nh3.clean(_BLOCK_END.sub("\n", escaped), tags=set()))
    elif "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return text


def _name_kept(bracketed: re.Match[str]) -> str:
    """A name in angle brackets as text; an element as it is."""
    first = bracketed[1].split()[0].casefold()
    return bracketed[0] if first in _ELEMENTS else f"&lt;{bracketed[1]}&gt;"


def readable(text: str) -> list[Stretch]:
    """The lines of a body worth reading, as (start, end), in order.

    A menu line, an aside ("Related: ...") and everything behind a page's foot is left out. A line
    told twice (a heading printed again above the article) is read once.
    """
    kept: list[Stretch] = []
    seen: set[str] = set()
    for start, end, line in _lines(text):
        if _HARD_TAIL.match(line) and start > len(text) // 4:
            break
        key = line.strip()
        if not key or key in seen or _TAIL.match(line) or _ASIDE.match(line):
            continue
        seen.add(key)
        kept.append((start, end))
    return kept


def _lines(text: str) -> list[tuple[int, int, str]]:
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        lines.append((start, start + len(bare), bare))
        start += len(line)
    return lines
