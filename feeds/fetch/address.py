"""Which addresses may be fetched: http(s) only, and no private network unless a feed allows it.

The check stands in the resolver that the connection itself uses, so the address that was checked
is the address that is connected to: a name that answers differently the second time gains nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Refuse = Callable[[str], str | None]


class AddressError(OSError):
    """The address must not be fetched; the message says which rule forbids it."""


def refusal(address: str) -> str | None:
    """Why `address` (an IP address) is not fetched, or None if it is public."""
    try:
        ip = _inner(ipaddress.ip_address(address.split("%", maxsplit=1)[0]))
    except ValueError:
        return f"{address} is no IP address"
    if ip.is_loopback:
        return f"{address} is a loopback address"
    if ip.is_link_local:
        return f"{address} is a link-local address"
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return f"{address} is a reserved address"
    if not ip.is_global:
        return f"{address} is a private address"
    return None


def _inner(ip: IP) -> IP:
    """The IPv4 address that an IPv6 address wraps, where it does."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour or ip
    if ip.teredo:
        return ip.teredo[1]
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def check_url(url: str, *, allow_private: bool, refuse: Refuse = refusal) -> None:
    """Raises `AddressError` for a scheme, port or literal address that is not fetched."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise AddressError(f"{url[:200]!r} is no address: {error}") from error
    if parts.scheme not in {"http", "https"}:
        raise AddressError(f"only http and https are fetched, not {parts.scheme or url[:40]!r}")
    if not host:
        raise AddressError(f"{url[:200]!r} names no host")
    if allow_private:
        return
    reason = refuse(host) if _is_literal(host) else None
    if reason:
        raise AddressError(f"{reason}; set allow_private = true in the catalog to fetch it")


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return True


class PoolResolver(AbstractResolver):
    """The system's resolver on threads of its own, so that a slow name delays no other work."""

    def __init__(self, threads: int = 32) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of `host`, as the operating system gives them."""
        loop = asyncio.get_running_loop()
        look_up = partial(
            socket.getaddrinfo,
            host,
            port,
            family=family,
            type=socket.SOCK_STREAM,
            flags=socket.AI_ADDRCONFIG,
        )
        found = await loop.run_in_executor(self._pool, look_up)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, proto, _, address in found
        ]

    async def close(self) -> None:
        """Let the threads end; none is waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class GuardedResolver(AbstractResolver):
    """Resolves names and refuses those with any address that is not public."""

    def __init__(self, inner: AbstractResolver, refuse: Refuse = refusal) -> None:
        self._inner = inner
        self._refuse = refuse

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of `host`. Raises `AddressError` if one of them is not public."""
        found = await self._inner.resolve(host, port, family)
        for address in found:
            reason = self._refuse(address["host"])
            if reason:
                raise AddressError(
                    f"{host} resolves to {reason}; set allow_private = true to fetch it"
                )
        return found

    async def close(self) -> None:
        """Close the resolver that does the work."""
        await self._inner.close()
