"""Compressed chunks in, decoded bytes out, never more than the limits allow.

A bomb is noticed while it unpacks: at most one step of 256 KiB is unpacked past the limit.
"""

import zlib
from collections.abc import AsyncIterator
from typing import Protocol

import brotli

from feeds.fetch.response import Failure, FetchError

ACCEPT_ENCODING = "gzip, deflate, br"
_STEP = 256 * 1024


class _Unpacker(Protocol):
    def feed(self, data: bytes) -> list[bytes]: ...


class _Zlib:
    """gzip, or deflate with and without its header (servers send both)."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._inner = zlib.decompressobj(wbits=31 if gzip else 15)
        self._fresh = True

    def feed(self, data: bytes) -> list[bytes]:
        if self._inner.eof:
            return []  # bytes after the end are ignored, as browsers do
        try:
            piece = self._inner.decompress(data, _STEP)
        except zlib.error:
            if self._gzip or not self._fresh:
                raise
            self._inner = zlib.decompressobj(wbits=-15)
            piece = self._inner.decompress(data, _STEP)
        self._fresh = False
        return [piece]

    def pending(self) -> bytes:
        return b"" if self._inner.eof else self._inner.unconsumed_tail


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes) -> list[bytes]:
        return [self._inner.process(data, output_buffer_limit=_STEP)]

    def more(self) -> bool:
        return not self._inner.can_accept_more_data()


class BodyReader:
    """Collects one body. Raises `FetchError` past a limit or for a broken encoding."""

    def __init__(self, encoding: str, *, max_bytes: int, max_decoded: int) -> None:
        self._unpackers = [_unpacker(name) for name in _names(encoding)]
        self._max_bytes = max_bytes
        self._max_decoded = max_decoded
        self._parts: list[bytes] = []
        self._decoded = 0
        self.size = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the wire."""
        self.size += len(chunk)
        if self.size > self._max_bytes:
            raise FetchError(Failure.TOO_LARGE, f"more than {self._max_bytes} bytes were sent")
        try:
            self._through(chunk, 0)
        except (zlib.error, brotli.error) as error:
            raise FetchError(Failure.ENCODING, f"broken content encoding: {error}") from error

    def body(self) -> bytes:
        """All that was decoded."""
        return b"".join(self._parts)

    def _through(self, data: bytes, depth: int) -> None:
        if depth == len(self._unpackers):
            self._keep(data)
            return
        unpacker = self._unpackers[depth]
        for piece in unpacker.feed(data):
            self._through(piece, depth + 1)
        while isinstance(unpacker, _Zlib) and (rest := unpacker.pending()):
            for piece in unpacker.feed(rest):
                self._through(piece, depth + 1)
        while isinstance(unpacker, _Brotli) and unpacker.more():
            for piece in unpacker.feed(b""):
                self._through(piece, depth + 1)

    def _keep(self, data: bytes) -> None:
        self._decoded += len(data)
        if self._decoded > self._max_decoded:
            raise FetchError(Failure.TOO_LARGE, f"unpacks to more than {self._max_decoded} bytes")
        self._parts.append(data)


def _names(encoding: str) -> list[str]:
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in reversed(names) if name and name != "identity"]
    if len(names) > 2:
        raise FetchError(Failure.ENCODING, f"{len(names)} content encodings in a row")
    return names


def _unpacker(name: str) -> _Unpacker:
    if name in {"gzip", "x-gzip"}:
        return _Zlib(gzip=True)
    if name == "deflate":
        return _Zlib(gzip=False)
    if name == "br":
        return _Brotli()
    raise FetchError(Failure.ENCODING, f"unknown content encoding {name[:40]!r}")


async def read_body(chunks: AsyncIterator[bytes], reader: BodyReader) -> bytes:
    """Everything `chunks` brings, decoded. Raises `FetchError`."""
    async for chunk in chunks:
        reader.feed(chunk)
    return reader.body()
