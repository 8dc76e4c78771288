"""What a fetch gives: a `Response` (any status), or a `FetchError` that says what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Failure(StrEnum):
    """Why there is no response to read. The health of a feed names it."""

    DNS = "dns"
    REFUSED = "refused"  # connection refused or reset
    ADDRESS = "address"  # our own rule forbids the address
    TLS = "tls"
    TIMEOUT = "timeout"
    REDIRECTS = "redirects"
    TOO_LARGE = "too-large"
    ENCODING = "encoding"  # the content encoding is broken or unknown
    PROTOCOL = "protocol"  # not HTTP
    STATUS = "status"  # an HTTP status that is no success
    UNREADABLE = "unreadable"  # the body is no feed


class FetchError(Exception):
    """A fetch gave no usable response."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect that was followed."""

    status: int
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer after redirects. Header names are lower case; `body` is decoded (no gzip).

    `size` is the number of bytes that came over the wire for the body.
    """

    url: str
    status: int
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hops: tuple[Hop, ...] = ()
    size: int = 0

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()
