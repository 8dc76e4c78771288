"""Exchange: one archived response with the feed's definition, and its form as a WARC record."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders

from feeds.catalog import Feed

FEED_HEADER = "WARC-Regwatch-Feed"
_FEED = TypeAdapter(Feed)
# The body is stored unpacked, so the headers that describe its packing are kept under another name.
_PACKING = {"content-encoding", "transfer-encoding", "content-length"}


class ArchiveError(Exception):
    """The archive cannot be read or written; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One response of one feed. `fetched` is aware UTC with microseconds.

    `pages` are the linked pages fetched for full text (address to text), so that a replay needs
    no network.
    """

    feed: Feed
    url: str
    fetched: dt.datetime
    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    pages: Mapping[str, str]


def to_record(exchange: Exchange) -> Any:
    """The WARC response record of `exchange`."""
    headers = [
        (f"X-Archive-Orig-{name}" if name in _PACKING else name, value)
        for name, value in exchange.headers.items()
    ]
    headers.append(("Content-Length", str(len(exchange.body))))
    status = f"{exchange.status} {exchange.reason}".strip()
    about = {"feed": _FEED.dump_python(exchange.feed, mode="json", exclude_defaults=True)}
    if exchange.pages:
        about["pages"] = dict(exchange.pages)
    return RecordBuilder(warc_version="1.1").create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": exchange.fetched.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            FEED_HEADER: exchange.feed.id,
            "WARC-JSON-Metadata": orjson.dumps(about, option=orjson.OPT_SORT_KEYS).decode(),
        },
    )


def from_record(record: Any) -> Exchange:
    """The exchange in a WARC response record of ours. Raises `ArchiveError`."""
    warc = record.rec_headers
    try:
        about = orjson.loads(warc.get_header("WARC-JSON-Metadata") or b"null")
        fetched = dt.datetime.fromisoformat(warc.get_header("WARC-Date"))
        feed = _FEED.validate_python(about["feed"])
    except (ValueError, TypeError, KeyError, ValidationError) as error:
        raise ArchiveError(f"not a record that regwatch wrote: {error}") from error
    status, _, reason = record.http_headers.statusline.partition(" ")
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    return Exchange(
        feed=feed,
        url=warc.get_header("WARC-Target-URI"),
        fetched=fetched.astimezone(dt.UTC),
        status=int(status),
        reason=reason,
        headers=headers,
        body=record.content_stream().read(),
        pages=about.get("pages", {}),
    )
