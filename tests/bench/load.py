"""A load generator that costs little: plain sockets, HTTP/1.1 with keep-alive, one request at a time a connection."""

import asyncio
import time
from collections.abc import Callable, Sequence
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
    return _sample([latency for connection in made for latency in connection.latencies], started)


async def paced(port: int, paths: Sequence[str], token: str, *, per_second: int, until: Callable[[], bool]) -> Sample:
    """Ask at a steady rate, whether or not the last answer has come: a slow one delays no other.

    A latency counts from when the request was due. `until` is asked once a second, in a thread.
    """
    requests = cycle([_request(port, path, token, "close") for path in paths])
    started = time.perf_counter()
    latencies: list[float] = []
    asked: set[asyncio.Task[None]] = set()
    over = asyncio.create_task(asyncio.to_thread(_wait, until))
    number = 0
    while not over.done():
        due = started + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        asked.add(asyncio.create_task(_once(port, next(requests), due, latencies)))
        number += 1
    await asyncio.gather(*asked, over)
    return _sample(latencies, started)


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        time.sleep(1)


async def _once(port: int, request: bytes, due: float, latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    if not answer.startswith(OK):
        raise NotAnswered(answer[:400].decode(errors="replace"))
    latencies.append(time.perf_counter() - due)


def _sample(latencies: list[float], started: float) -> Sample:
    ordered = sorted(latencies)
    return Sample(
        len(ordered),
        time.perf_counter() - started,
        p50_ms=round(ordered[len(ordered) // 2] * 1000, 2),
        p99_ms=round(ordered[len(ordered) * 99 // 100] * 1000, 2),
    )


def _request(port: int, path: str, token: str, connection: str = "keep-alive") -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Authorization: Bearer {token}",
        f"Connection: {connection}",
        "",
        "",
    )
    return "\r\n".join(lines).encode()


def _length(head: bytearray) -> int:
    for line in bytes(head).lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise NotAnswered("an answer without Content-Length")
