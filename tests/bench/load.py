"""A load generator that costs little: plain sockets, HTTP/1.1 with keep-alive, one request at a time a connection."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

END_OF_HEAD = b"\r\n\r\n"
OK = b"HTTP/1.1 200 "


@dataclass(frozen=True, slots=True)
class Sample:
    """What one round measured."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


class NotAnswered(Exception):
    """A request got another answer than 200, or none."""


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the answer is whole, until time is up."""

    def __init__(self, requests: Sequence[bytes], offset: int, stop_at: float) -> None:
        self._requests = cycle([*requests[offset:], *requests[:offset]])
        self._stop_at = stop_at
        self._buffer = bytearray()
        self._sent_at = 0.0
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(END_OF_HEAD)
        if head < 0 or len(self._buffer) < head + len(END_OF_HEAD) + _length(self._buffer[:head]):
            return
        if not self._buffer.startswith(OK):
            self._end(NotAnswered(bytes(self._buffer[:400]).decode(errors="replace")))
            return
        self._buffer.clear()
        at = time.perf_counter()
        self.latencies.append(at - self._sent_at)
        if at < self._stop_at:
            self._send()
        else:
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(NotAnswered(f"the connection was closed: {exc}"))

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._requests))

    def _end(self, error: Exception | None) -> None:
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
        self._transport.close()


async def measure(
    port: int, paths: Sequence[str], token: str, *, connections: int = 16, seconds: float = 2.0
) -> Sample:
    """Ask for the paths in turn on each connection. Raises NotAnswered for any answer but 200."""
    requests = [_request(port, path, token) for path in paths]
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    made = []
    for number in range(connections):
        offset = number * len(requests) // connections
        _, connection = await loop.create_connection(
            lambda offset=offset: _Connection(requests, offset, started + seconds),  # type: ignore[misc] # mypy#15459
            "127.0.0.1",
            port,
        )
        made.append(connection)
    await asyncio.wait_for(asyncio.gather(*(connection.done for connection in made)), seconds + 30)
    latencies = sorted(latency for connection in made for latency in connection.latencies)
    return Sample(
        len(latencies),
        time.perf_counter() - started,
        p50_ms=round(latencies[len(latencies) // 2] * 1000, 2),
        p99_ms=round(latencies[len(latencies) * 99 // 100] * 1000, 2),
    )


def _request(port: int, path: str, token: str) -> bytes:
    lines = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {token}", "", "")
    return "\r\n".join(lines).encode()


def _length(head: bytearray) -> int:
    for line in bytes(head).lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise NotAnswered("an answer without Content-Length")
