"""The guard of every outbound URL: keys of a client, webhooks. Whoever names the URL may not reach what we can reach.

A name is resolved once; if any of its addresses is not public the URL is refused, and the connection goes to exactly an
address that was judged, with the name in SNI and Host. So a name that answers differently the second time wins nothing.
No redirect is followed, no proxy is asked, nothing is kept open; size and time of the answer are capped.

    EgressError
    ├── EgressRefused   the URL, or what it resolves to, is not one we go to
    └── EgressFailed    it may be gone to, and did not answer well
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

LONGEST_URL = 2048
LONGEST_NAME = 253
DEFAULT_PORTS: Final = {"https": 443, "http": 80}
VISIBLE = re.compile(r"[\x21-\x7e]+")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

NOT_PUBLIC: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        # IANA IPv4 special-purpose registry, multicast, reserved.
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a public address that answers as Azure's metadata, inside Azure alone
        # Inside 2000::/3: protocol assignments (Teredo among them), documentation, 6to4, AS112.
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is public. Outside: mapped and translated IPv4 (::ffff:0:0/96, 64:ff9b::/96), local, multicast."""


class EgressError(Exception):
    """A request that did not come to an answer. The text names no part of the URL."""


class EgressRefused(EgressError):
    """The URL is not one the service goes to."""


class EgressFailed(EgressError):
    """The other side could not be reached, was too slow, or answered too much."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be resolved. `host` is a name or an address in its canonical form."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; a redirect is an answer like any other. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: Address) -> bool:
    """Whether an address is one that the whole Internet can reach and no special meaning is tied to."""
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id or address not in GLOBAL_UNICAST):
        return False
    return not any(address in network for network in NOT_PUBLIC)


def parse(url: str, schemes: Iterable[str], ports: Iterable[int]) -> Target:
    """What a URL names. Raises EgressRefused for all that two readers of a URL could understand differently."""
    if len(url) > LONGEST_URL or not VISIBLE.fullmatch(url) or "\\" in url:
        raise EgressRefused("the URL is too long or has characters that a URL does not have")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise EgressRefused("the URL can't be read") from None
    if parts.scheme not in schemes or parts.scheme not in DEFAULT_PORTS:
        raise EgressRefused("the URL's scheme is not allowed")
    if "@" in parts.netloc or "%" in parts.netloc or parts.netloc.endswith(":"):
        raise EgressRefused("the URL's host is not a plain name")
    chosen = DEFAULT_PORTS[parts.scheme] if port is None else port
    if chosen not in ports:
        raise EgressRefused("the URL's port is not allowed")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, _host(parts), chosen, path)


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise EgressRefused("the URL's address can't be read") from None
    labels = host.split(".")
    if NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))  # four decimal numbers without leading zeros, and no other form
        except ValueError:
            raise EgressRefused("the URL's address can't be read") from None
    if len(labels) == 1 or len(host) > LONGEST_NAME or not all(LABEL.fullmatch(label) for label in labels):
        raise EgressRefused("the URL's host is not a full name of letters, digits and hyphens")
    return host


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system's resolver gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to the addresses it was made with, whatever name is asked for."""

    def __init__(self, addresses: Sequence[Address], backend: httpcore.AsyncNetworkBackend) -> None:
        self._addresses = addresses
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name; it was resolved and judged before
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """The first address that takes the connection."""
        failure: Exception = httpcore.ConnectError()
        for address in self._addresses:
            try:
                return await self._backend.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class Egress:
    """Sends requests to URLs that somebody else has named.

    `schemes`, `ports`: what a URL may have. `reachable`: networks that are gone to though they are not public, for a
    receiver on the developer's machine. `resolve_name`, `backend`: the resolver and the sockets.
    """

    def __init__(
        self,
        *,
        schemes: Sequence[str] = ("https",),
        ports: Sequence[int] = (443,),
        reachable: Sequence[Network] = (),
        max_bytes: int = 1 << 20,
        seconds: float = 10.0,
        resolve_name: Resolve = resolve,
        backend: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._schemes = tuple(schemes)
        self._ports = tuple(ports)
        self._reachable = tuple(reachable)
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._resolve = resolve_name
        self._backend = backend or httpcore.AnyIOBackend()
        self._tls = tls or ssl.create_default_context()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """GET. Raises EgressRefused, EgressFailed."""
        return await self.send("GET", url, headers, None)

    async def post(self, url: str, content: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """POST. Raises EgressRefused, EgressFailed."""
        return await self.send("POST", url, headers, content)

    async def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Answer:
        """One request, one answer. Raises EgressRefused, EgressFailed."""
        target = parse(url, self._schemes, self._ports)
        try:
            async with asyncio.timeout(self._seconds):
                addresses = await self._judged(target)
                return await self._exchange(method, target, addresses, headers or {}, content)
        except TimeoutError:
            raise EgressFailed(f"no whole answer within {self._seconds:g} seconds") from None

    async def _judged(self, target: Target) -> list[Address]:
        """Where the name leads, asked once. One address that is not public refuses them all."""
        try:
            found = [ipaddress.ip_address(target.host)]
        except ValueError:
            found = await self._look_up(target)
        if not found or not all(self._may_reach(address) for address in found):
            raise EgressRefused("the URL's host is not on the public Internet")
        return found

    async def _look_up(self, target: Target) -> list[Address]:
        try:
            return [ipaddress.ip_address(text) for text in await self._resolve(target.host, target.port)]
        except OSError:
            raise EgressFailed("the URL's host has no address") from None
        except ValueError:
            raise EgressRefused("the URL's host has an address that can't be read") from None

    def _may_reach(self, address: Address) -> bool:
        return is_public(address) or any(address in network for network in self._reachable)

    async def _exchange(
        self,
        method: str,
        target: Target,
        addresses: Sequence[Address],
        headers: Mapping[str, str],
        content: bytes | None,
    ) -> Answer:
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        given = dict(headers) | {"Host": target.authority, "Accept-Encoding": "identity", "Connection": "close"}
        pinned = _Pinned(addresses, self._backend)
        try:
            async with (
                httpcore.AsyncConnectionPool(ssl_context=self._tls, network_backend=pinned) as pool,
                pool.stream(method, url, headers=list(given.items()), content=content) as response,
            ):
                body = await self._read(response)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise EgressFailed(f"the other side did not answer: {type(error).__name__}") from None
        named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Answer(response.status, named, body)

    async def _read(self, response: httpcore.Response) -> bytes:
        chunks, size = [], 0
        async for chunk in response.aiter_stream():
            size += len(chunk)
            if size > self._max_bytes:
                raise EgressFailed(f"the answer is over {self._max_bytes} bytes")
            chunks.append(chunk)
        return b"".join(chunks)
