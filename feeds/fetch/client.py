"""An address in, a `Response` out: one polite, guarded GET with limits on everything.

Redirects are followed by hand, so that every hop passes the address rules. Nothing here decides
what a status means: that is `feeds.interpret`.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urldefrag, urljoin

import aiohttp
from aiohttp.abc import AbstractResolver

from feeds.fetch.address import (
    AddressError,
    GuardedResolver,
    PoolResolver,
    Refuse,
    check_url,
    refusal,
)
from feeds.fetch.body import ACCEPT_ENCODING, BodyReader, read_body
from feeds.fetch.response import Failure, FetchError, Hop, Response

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, application/json;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
)
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost. Times in seconds, sizes in bytes."""

    total: float = 30.0
    connect: float = 10.0
    redirects: int = 5
    max_bytes: int = 10 * 1024 * 1024
    max_decoded: int = 30 * 1024 * 1024
    user_agent: str = "regwatch/0.1 (regulatory feed reader)"


class Client:
    """Two connection pools: a guarded one, and one for feeds that allow private addresses.

    `refuse` says why an IP address is not fetched without `allow_private`, or None.
    """

    def __init__(
        self,
        limits: Limits,
        resolver: AbstractResolver | None = None,
        refuse: Refuse = refusal,
    ) -> None:
        self.limits = limits
        self._refuse = refuse
        self._resolver = resolver or PoolResolver()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()
        await self._resolver.close()

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, allow_private: bool = False
    ) -> Response:
        """The answer at `url` after at most `limits.redirects` hops. Raises `FetchError`."""
        try:
            async with asyncio.timeout(self.limits.total):
                return await self._follow(url, headers or {}, allow_private)
        except FetchError:
            raise
        except TimeoutError as error:
            raise FetchError(Failure.TIMEOUT, f"no answer in {self.limits.total:g} s") from error
        except (AddressError, aiohttp.ClientError, OSError, ValueError) as error:
            raise _failed(error) from error

    async def post(self, url: str, form: Mapping[str, str], *, allow_private: bool = False) -> int:
        """Send a form; gives the status of the answer. Raises `FetchError`."""
        try:
            async with asyncio.timeout(self.limits.total):
                check_url(url, allow_private=allow_private, refuse=self._refuse)
                session = self._session(allow_private)
                async with session.post(url, data=form, allow_redirects=False) as raw:
                    return raw.status
        except TimeoutError as error:
            raise FetchError(Failure.TIMEOUT, f"no answer in {self.limits.total:g} s") from error
        except (AddressError, aiohttp.ClientError, OSError, ValueError) as error:
            raise _failed(error) from error

    async def _follow(self, url: str, headers: Mapping[str, str], allow_private: bool) -> Response:
        hops: list[Hop] = []
        while True:
            check_url(url, allow_private=allow_private, refuse=self._refuse)
            answer = await self._once(url, headers, allow_private, tuple(hops))
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            url = urldefrag(urljoin(url, location)).url
            hops.append(Hop(status=answer.status, target=url))
            if len(hops) > self.limits.redirects:
                raise FetchError(Failure.REDIRECTS, f"more than {self.limits.redirects} redirects")

    async def _once(
        self, url: str, headers: Mapping[str, str], allow_private: bool, hops: tuple[Hop, ...]
    ) -> Response:
        session = self._session(allow_private)
        async with session.get(url, headers=headers, allow_redirects=False) as raw:
            lowered = {name.lower(): value for name, value in raw.headers.items()}
            body, size = b"", 0
            if raw.status == 200:
                self._announced(raw.content_length)
                reader = BodyReader(
                    lowered.get("content-encoding", ""),
                    max_bytes=self.limits.max_bytes,
                    max_decoded=self.limits.max_decoded,
                )
                body = await read_body(raw.content.iter_any(), reader)
                size = reader.size
            elif raw.status != 304:
                raw.close()  # nobody reads an error page
            return Response(
                url=url,
                status=raw.status,
                reason=raw.reason or "",
                headers=lowered,
                body=body,
                hops=hops,
                size=size,
            )

    def _announced(self, length: int | None) -> None:
        if length is not None and length > self.limits.max_bytes:
            raise FetchError(
                Failure.TOO_LARGE, f"{length} bytes announced, {self.limits.max_bytes} allowed"
            )

    def _session(self, allow_private: bool) -> aiohttp.ClientSession:
        if allow_private not in self._sessions:
            guarded = GuardedResolver(self._resolver, self._refuse)
            resolver = self._resolver if allow_private else guarded
            self._sessions[allow_private] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, limit=0, ttl_dns_cache=300),
                timeout=aiohttp.ClientTimeout(total=None, connect=self.limits.connect),
                headers={
                    "User-Agent": self.limits.user_agent,
                    "Accept": ACCEPT,
                    "Accept-Encoding": ACCEPT_ENCODING,
                },
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._sessions[allow_private]


def _failed(error: Exception) -> FetchError:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, AddressError):
        return FetchError(Failure.ADDRESS, str(cause))
    kinds: list[tuple[type[Exception] | tuple[type[Exception], ...], Failure]] = [
        (aiohttp.ClientConnectorDNSError, Failure.DNS),
        ((aiohttp.ClientSSLError, ssl.SSLError), Failure.TLS),
        ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, ValueError), Failure.ADDRESS),
        ((aiohttp.ServerTimeoutError, TimeoutError), Failure.TIMEOUT),
        ((aiohttp.ClientPayloadError, aiohttp.ClientResponseError), Failure.PROTOCOL),
    ]
    for kind, failure in kinds:
        if isinstance(error, kind):
            return FetchError(failure, _words(error))
    return FetchError(Failure.REFUSED, _words(error))


def _words(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{error.host}: {error.os_error.strerror or error.os_error}"
    return str(error) or type(error).__name__
