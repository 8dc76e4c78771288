"""Publishers' markup -> what a record may hold: HTML without anything that runs, or plain text."""

import html
import re
from urllib.parse import urljoin, urlsplit

import nh3

MAX_TITLE = 2_000
MAX_HTML = 1_000_000
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_BREAKING = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|blockquote|table)\b[^>]*>", re.IGNORECASE
)
_WHOLE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#]\S*)?\Z")
# What a cut leaves of a tag or an entity at the end; cleaned text holds no other "<" or "&".
_TORN_TAG = re.compile(r"<[^<>]*\Z")
_TORN_ENTITY = re.compile(r"&[^&;]{0,10}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def safe_html(text: str) -> str:
    """`text` with scripts, styles, handlers and unknown tags taken out; plain text stays as is."""
    text = _CONTROL.sub("", text[:MAX_HTML])
    return _cut(nh3.clean(text)).strip() if _TAG.search(text) else text.strip()


def _cut(markup: str) -> str:
    """Cleaned `markup` at most `MAX_HTML` long: escaping makes text up to five times as long."""
    if len(markup) <= MAX_HTML:
        return markup
    kept = _TORN_TAG.sub("", markup[:MAX_HTML])
    return _TORN_ENTITY.sub("", kept)


def plain(text: str) -> str:
    """`text` without markup, entities resolved, white space in single blanks."""
    text = _CONTROL.sub("", text)
    for _ in range(3):  # markup that was escaped twice shows only after unescaping
        spaced = _BREAKING.sub(" ", text) if "<" in text else text
        stripped = nh3.clean(spaced, tags=set()) if _TAG.search(spaced) else spaced
        text, before = html.unescape(stripped), text
        if text == before or not _TAG.search(text):
            break
    return _SPACE.sub(" ", text).strip()


def title_text(text: str) -> str:
    """A headline as plain text, cut at 2,000 characters."""
    return plain(text)[:MAX_TITLE]


def web_link(link: str | None, base: str) -> str | None:
    """`link` made whole against `base`, or None if it is not an http(s) address."""
    link = (link or "").strip()
    if not link:
        return None
    if _WHOLE.match(link):
        return link
    try:
        whole = urljoin(base, link)
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in {"http", "https"} and parts.hostname else None
