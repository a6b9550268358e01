"""A bad network between browser and server: passes, refuses, hangs, cuts before or after the server's commit.

The proxy is the honest way to be offline: it hits page and worker alike and survives restarts of both. It
runs in its own thread, so that a story may be told in order beside it.
"""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, Self

Mode = Literal["pass", "refuse", "hang", "cut_before", "cut_after", "broken", "portal", "busy"]
BUFFER_BYTES = 65_536
# What a hotel's Wi-Fi answers to whatever is asked, and a proxy before a server that is overloaded.
SAID = {
    "portal": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n<h1>Wi-Fi</h1>",
    "busy": b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 5\r\n\r\nbusy\n",
}
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
METHODS = (b"GET ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"HEAD ", b"OPTIONS ")


class ChaosProxy:
    """`with ChaosProxy(server_port) as proxy: proxy.turn("refuse")`.

    `cut_before` loses the request, `cut_after` the answer to a request that the server has finished; both may
    be limited to a path and to a number of times, after which the network is good again. `cuts` counts them.
    `broken` answers a 500 of its own in their place.
    `portal` and `busy` answer themselves, and nothing reaches the server.
    """

    def __init__(self, upstream_port: int, port: int = 0) -> None:
        self.upstream_port = upstream_port
        self.port = port
        self.cuts = 0
        self._mode: Mode = "pass"
        self._path = b"/"
        self._left: int | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chaos-proxy", daemon=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def turn(self, mode: Mode, *, path: str = "/", times: int | None = None) -> None:
        """From now on the network behaves like this; connections that are open under an outage end."""
        self._run(self._turn(mode, path.encode(), times))

    async def _turn(self, mode: Mode, path: bytes, times: int | None) -> None:
        self._mode, self._path, self._left = mode, path, times
        if mode in {"refuse", "hang", *SAID}:
            for writer in tuple(self._open):
                writer.transport.abort()

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        self._ended = asyncio.Event()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        self._ended.set()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self._mode == "refuse":
                return
            if self._mode == "hang":
                await self._ended.wait()
                return
            if self._mode in SAID:
                with suppress(OSError):
                    await reader.read(BUFFER_BYTES)
                    writer.write(SAID[self._mode])
                    await writer.drain()
                    writer.close()
                    await writer.wait_closed()
                return
            with suppress(OSError):
                await self._relay(reader, writer)
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        link = _Link()
        ways = [
            asyncio.ensure_future(self._requests(reader, server_writer, writer, link)),
            asyncio.ensure_future(self._answers(server_reader, writer, link)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            server_writer.transport.abort()

    async def _requests(
        self,
        reader: asyncio.StreamReader,
        server: asyncio.StreamWriter,
        browser: asyncio.StreamWriter,
        link: "_Link",
    ) -> None:
        while data := await reader.read(BUFFER_BYTES):
            if data.startswith(METHODS):
                link.path = data.split(b" ", 2)[1]
            if self._strikes("cut_before", link):
                return
            if self._strikes("broken", link):
                browser.write(BROKEN)
                await browser.drain()
                browser.close()
                await browser.wait_closed()
                return
            server.write(data)
            await server.drain()

    async def _answers(
        self, server: asyncio.StreamReader, writer: asyncio.StreamWriter, link: "_Link"
    ) -> None:
        while data := await server.read(BUFFER_BYTES):
            if self._strikes("cut_after", link):
                return
            writer.write(data)
            await writer.drain()

    def _strikes(self, mode: Mode, link: "_Link") -> bool:
        if self._mode != mode or not link.path.startswith(self._path):
            return False
        self.cuts += 1
        if self._left is not None:
            self._left -= 1
            if self._left <= 0:
                self._mode = "pass"
        return True


class _Link:
    """What one connection is asking for at the moment."""

    path = b""
