"""A trap on loopback, a resolver that answers what it is told, and URLs that try to lead there."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpcore

from api.kit.egress import Egress, EgressError

PUBLIC = "93.184.216.34"
ANY = "0.0.0.0"  # noqa: S104 - a target, bound by nobody
NAMES: dict[str, list[str]] = {
    "localhost": ["127.0.0.1"],
    "localhost.example": ["127.0.0.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "mixed.example": [PUBLIC, "127.0.0.1"],
    "mixed-six.example": ["2606:2800:220:1::1", "::1"],
    "scoped.example": ["fe80::1%lo"],
    "translated.example": ["64:ff9b::7f00:1"],
    "shared.example": ["100.64.0.7"],
    "metadata.google.internal": ["169.254.169.254"],
    "nowhere.example": [],
    "garbled.example": ["127.0.0.1.example"],
}
"""What a hostile name server answers; every other name has a public address."""

LITERAL = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001"),
    *("127.000.000.001", "127.0.0.1.", "0", ANY, "127.255.255.254", "127.0.0.0x1"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[0:0:0:0:0:0:0:1]"),
    *("[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2001:0:7f00:1::]", "[fe80::1]"),
    *("[fe80::1%25lo]", "[::1%25lo]", "[fd00:ec2::254]", "[fc00::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]"),
    *("169.254.169.254", "169.254.170.2", "168.63.129.16", "192.0.0.192", "100.100.100.200", "100.64.0.1"),
    *("10.0.0.1", "172.16.0.1", "192.168.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1"),
    "192.0.2.1",
)
WHOLE = (
    "http://public.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@public.example/",
    "http://public.example:80@127.0.0.1:{port}/",
    "http://public.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@public.example/",
    "http://127.0.0.1:{port}#@public.example/",
    "http://127.0.0.1:{port}?@public.example/",
    "http://127.0.0.1%00.public.example:{port}/",
    "http://127.0.0.1%2epublic.example:{port}/",
    "http://public.example\r\nHost: 127.0.0.1:{port}/",
    "http://\t127.0.0.1:{port}/",
    "http://127.0.0.1 :{port}/",
    "http:127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "http://\uff11\uff12\uff17.0.0.1:{port}/",
    "http://\u2460\u2461\u2466.0.0.1:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",
    "http://lo\u0441alhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://[::1:{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:+{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_x",
    "file://127.0.0.1/etc/passwd",
    "unix:///var/run/docker.sock",
    "",
)


def hostile(port: int) -> list[str]:
    """Every URL that must not lead anywhere, on the trap's port."""
    named = [f"http://{host}:{port}/" for host in (*LITERAL, *NAMES)]
    return named + [form.replace("{port}", str(port)) for form in WHOLE]


@dataclass(slots=True)
class Resolver:
    """Answers from `NAMES`; `rebind.example` leads elsewhere each time it is asked."""

    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del port
        self.asked.append(host)
        if host == "rebind.example":
            return [PUBLIC] if self.asked.count(host) == 1 else ["127.0.0.1"]
        return NAMES.get(host, [PUBLIC])


@dataclass(slots=True)
class Sockets(httpcore.AsyncNetworkBackend):
    """Connects on loopback for real, and nowhere else: what would leave the machine is refused and noted."""

    addresses: list[str] = field(default_factory=list)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.addresses.append(host)
        if not host.startswith(("127.", "::1")):
            raise httpcore.ConnectError
        return await httpcore.AnyIOBackend().connect_tcp(host, port, timeout, local_address, socket_options)


@dataclass(slots=True)
class Trap:
    """Whoever connects to it has won."""

    port: int = 0
    connections: int = 0

    def caught(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.close()


@asynccontextmanager
async def trap() -> AsyncIterator[Trap]:
    """A listener on both loopback addresses, on one port."""
    made = Trap()
    four = await asyncio.start_server(made.caught, "127.0.0.1", 0)
    made.port = four.sockets[0].getsockname()[1]
    servers = [four]
    with suppress(OSError):  # a machine without IPv6: those URLs lead nowhere on it either
        servers.append(await asyncio.start_server(made.caught, "::1", made.port))
    try:
        yield made
    finally:
        for server in servers:
            server.close()
            await server.wait_closed()


@dataclass(frozen=True, slots=True)
class Sprung:
    """How many URLs were asked for, which were answered, and every address that was connected to for them."""

    tried: int
    answered: list[str]
    addresses: list[str]


async def spring(made: Trap) -> Sprung:
    """Ask for every hostile URL with nothing but the guard in the way, and for one whose name leads elsewhere later:
    its first address, a public one, is all that may be connected to.
    """
    answered, sockets, tls = [], Sockets(), ssl.create_default_context()
    urls = [*hostile(made.port), f"http://rebind.example:{made.port}/"]
    for url in urls:
        guard = Egress(
            schemes=("http", "https"),
            ports=(80, 443, made.port),
            resolve_name=Resolver(),
            backend=sockets,
            tls=tls,
        )
        try:
            await guard.get(url)
        except EgressError:
            continue
        answered.append(url)
    return Sprung(len(urls), answered, sockets.addresses)
