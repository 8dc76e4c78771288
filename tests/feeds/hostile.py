"""A hostile server on raw sockets: it sends what no HTTP library would let a server send."""

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

Attack = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

ENTITY_BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY a "aaaaaaaaaa">\n'
    + b"".join(b'<!ENTITY %c "%s">\n' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
    + b"]>\n<rss version='2.0'><channel><title>t</title>"
    b"<item><title>&j;</title><guid>1</guid></item></channel></rss>"
)
EXTERNAL_ENTITY = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    b"<rss version='2.0'><channel><title>t</title><item><title>read &x; this</title>"
    b"<guid>1</guid></item></channel></rss>"
)


def gzip_bomb(megabytes: int = 200) -> bytes:
    """So many MB of blanks as gzip, about a thousandth of that in size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * 1_000_000
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def nested_bomb() -> bytes:
    """A gzip bomb packed once more."""
    return gzip.compress(gzip_bomb())


def head(*lines: str, status: str = "200 OK") -> bytes:
    """A response head with these header lines."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def answer(body: bytes, *lines: str, status: str = "200 OK") -> Attack:
    """Send one whole answer."""

    async def send(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head(*lines, f"Content-Length: {len(body)}", status=status) + body)
        await writer.drain()

    return send


async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Chunks without an end, as fast as they are taken."""
    writer.write(head("Transfer-Encoding: chunked", "Content-Type: text/xml"))
    block = b"<item><title>more</title></item>" * 1_000
    while True:
        writer.write(b"%x\r\n%s\r\n" % (len(block), block))
        await writer.drain()


async def slowloris(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One byte of the head now and then, for ever."""
    for byte in head("Content-Type: text/xml") * 1_000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.2)


async def two_gigabytes(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Announce 2 GB, and begin to send them."""
    writer.write(head("Content-Length: 2147483648", "Content-Type: text/xml"))
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def long_header(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A header line without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        writer.write(b"a" * 65_536)
        await writer.drain()


async def silence(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the request and never answer."""
    await asyncio.sleep(3600)


async def not_http(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer in another protocol."""
    writer.write(b"220 mail.example ESMTP\r\n")
    await writer.drain()


async def cut_short(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Promise more than is sent, then hang up."""
    writer.write(head("Content-Length: 5000", "Content-Type: text/xml") + b"<rss><channel>")
    await writer.drain()


@contextlib.asynccontextmanager
async def attacking(attack: Attack) -> AsyncIterator[str]:
    """A server on loopback that does `attack` to everybody; gives its address."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, RuntimeError):
            await reader.readuntil(b"\r\n\r\n")
            await attack(reader, writer)
        with contextlib.suppress(ConnectionError, RuntimeError):
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/feed"
    finally:
        server.close()
