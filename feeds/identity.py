"""Which item an entry is: ids from the fewest stable parts, and a hash of what it says.

The id comes from the guid, else the link, else the content; addresses are compared without
scheme, tracking parameters, fragment or closing slash, so they survive a move to https.
"""

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.parse.clean import plain
from feeds.parse.document import Entry

_TRACKING = re.compile(
    r"utm_.*|at_(?:medium|campaign|custom.*|link.*|ptr.*|bbc.*)|mc_[ce]id|mtm_.*|pk_.*|ns_.*|"
    r"fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|icid|ito|cmp|cmpid|ref_src|"
    r"smid|ftag|guccounter|guce_.*|__twitter_impression|_hs(?:enc|mi)|ocid|"
    r"sr_share|xtor|spm|traffic_source|feedtype|feedname",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def normal_link(link: str) -> str:
    """`link` reduced to what names the page: "host/path?query" without tracking parameters."""
    try:
        parts = urlsplit(link.strip())
        port = parts.port
    except ValueError:
        return link.strip()
    host = (parts.hostname or "").rstrip(".")
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    shown_port = "" if port in {None, 80, 443} else f":{port}"
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{shown_port}{parts.path.rstrip('/')}{query}"


def item_id(feed_id: str, entry: Entry) -> str:
    """The item's id: 24 hex digits, the same for every revision of the entry."""
    return _digest(feed_id, *_name(entry))


def _name(entry: Entry) -> tuple[str, ...]:
    if entry.guid and entry.guid.strip():
        guid = entry.guid.strip()
        return ("guid", normal_link(guid) if _WEB.match(guid) else guid)
    if entry.link:
        return ("link", normal_link(entry.link))
    day = entry.published.date().isoformat() if entry.published else ""
    return ("content", entry.title, day, "" if entry.title else plain(entry.summary))


def content_hash(entry: Entry) -> str:
    """A hash of the words: markup, white space, dates and links do not make a revision."""
    return _digest(plain(entry.title), plain(entry.summary), plain(entry.body))


def _digest(*parts: str) -> str:
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=12).hexdigest()
