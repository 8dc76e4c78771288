"""The listening socket: as the server's connections inherit it."""

import asyncio
import socket

from dashboard.server import bind


async def test_answers_do_not_wait_for_acknowledgements() -> None:
    """A connection to the server's socket sends what is written at once, small parts as well."""
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        told.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = bind("127.0.0.1", 0)
    async with await asyncio.start_server(answer, sock=listening):
        _reader, writer = await asyncio.open_connection(*listening.getsockname())
        assert await asyncio.wait_for(told, 5)
        writer.close()
