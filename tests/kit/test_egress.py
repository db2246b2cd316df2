"""Whoever names a URL may not reach what the service can reach."""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from api.kit.egress import Answer, Egress, EgressFailed, EgressRefused, is_public, parse
from tests.kit.egress_ground import PUBLIC, Resolver, Sockets, hostile, spring, trap

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def test_no_hostile_target_is_connected_to() -> None:
    async with trap() as made:
        sprung = await spring(made)
        assert (made.connections, sprung.answered) == (0, [])
        assert sprung.addresses == [PUBLIC]
        assert sprung.tried >= 40
        reader, writer = await asyncio.open_connection("127.0.0.1", made.port)
        await reader.read()
        writer.close()
        assert made.connections == 1, "the trap itself works"


def test_each_hostile_target_is_there_once() -> None:
    assert len(hostile(1)) == len(set(hostile(1)))


async def test_a_name_is_resolved_once_and_connected_to_where_it_led_then() -> None:
    resolver, sockets = Resolver(), Sockets()
    guard = Egress(schemes=("http",), ports=(80,), resolve_name=resolver, backend=sockets)
    with pytest.raises(EgressFailed):
        await guard.get("http://rebind.example/")
    assert (resolver.asked, sockets.addresses) == (["rebind.example"], [PUBLIC])


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "172.32.0.1", "100.128.0.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("http://hooks.example/", "scheme"),
        ("https://hooks.example:8443/", "port"),
        ("https://hooks.example:0/", "port"),
        ("https://hooks/", "full name"),
        ("https://hooks_1.example/", "full name"),
        ("https://-hooks.example/", "full name"),
        (f"https://{'a' * 64}.example/", "full name"),
        (f"https://hooks.example/{'a' * 2048}", "too long"),
    ],
)
def test_by_default_it_is_https_on_its_port_to_a_full_name(url: str, refused: str) -> None:
    with pytest.raises(EgressRefused, match=refused):
        parse(url, ("https",), (443,))


def test_a_url_is_taken_apart_in_one_way() -> None:
    target = parse("https://Hooks.Example/a/b?c=d#e", ("https",), (443,))
    assert (target.host, target.port, target.path, target.authority) == (
        "hooks.example",
        443,
        "/a/b?c=d",
        "hooks.example",
    )
    assert parse("https://[2606:4700::1111]:8443", ("https",), (8443,)).authority == "[2606:4700::1111]:8443"


def replying(answer: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head.decode())
        if b"content-length: 4" in head.lower():
            seen.append((await reader.readexactly(4)).decode())
        writer.write(answer)
        await writer.drain()
        writer.close()

    return serve


seen: list[str] = []


@asynccontextmanager
async def server(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    seen.clear()
    made = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with made:
        yield made.sockets[0].getsockname()[1]


async def leads_here(host: str, port: int) -> list[str]:
    del host, port
    return ["127.0.0.1"]


async def ask(port: int, *, content: bytes | None = None, max_bytes: int = 100, seconds: float = 20) -> Answer:
    guard = Egress(
        schemes=("http",),
        ports=(port,),
        reachable=(LOOPBACK,),
        resolve_name=leads_here,
        max_bytes=max_bytes,
        seconds=seconds,
    )
    url = f"http://hooks.example:{port}/path?x=1"
    return await guard.get(url) if content is None else await guard.post(url, content, {"Content-Type": "text/plain"})


async def test_an_answer_comes_back_and_the_server_saw_its_name() -> None:
    async with server(replying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Y: z\r\n\r\nhi")) as port:
        answer = await ask(port)
    assert (answer.status, answer.body, answer.headers["x-y"]) == (200, b"hi", "z")
    assert seen[0].startswith("GET /path?x=1 HTTP/1.1\r\n")
    assert f"Host: hooks.example:{port}\r\n" in seen[0]


async def test_a_post_carries_its_content() -> None:
    async with server(replying(b"HTTP/1.1 204 No Content\r\n\r\n")) as port:
        assert (await ask(port, content=b"body")).status == 204
    assert seen[0].startswith("POST /path?x=1 HTTP/1.1\r\n")
    assert seen[1] == "body"


async def test_a_redirect_is_not_followed() -> None:
    async with trap() as made:
        moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{made.port}/\r\nContent-Length: 0\r\n\r\n"
        async with server(replying(moved.encode())) as port:
            assert (await ask(port)).status == 302
        assert made.connections == 0


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + b"x" * 101,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"41\r\n" + b"x" * 65 + b"\r\n41\r\n" + b"x" * 65,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 101,
    ],
)
async def test_an_answer_over_the_limit_is_not_read_to_its_end(answer: bytes) -> None:
    async with server(replying(answer)) as port:
        with pytest.raises(EgressFailed, match="over 100 bytes"):
            await ask(port)


@pytest.mark.parametrize(
    "answer", [b"", b"220 smtp.example ready\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"]
)
async def test_what_is_no_whole_answer_is_a_failure(answer: bytes) -> None:
    async with server(replying(answer)) as port:
        with pytest.raises(EgressFailed, match="did not answer"):
            await ask(port)


async def test_nobody_waits_for_ever() -> None:
    over = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        await over.wait()
        writer.close()

    async with server(silent) as port:
        with pytest.raises(EgressFailed, match=r"within 0\.05 seconds"):
            await ask(port, seconds=0.05)
        over.set()


async def test_a_port_where_nobody_listens_is_a_failure() -> None:
    async with server(replying(b"")) as port:
        pass
    with pytest.raises(EgressFailed, match="ConnectError"):
        await ask(port)


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side for hooks.example, and a client's that trusts nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example")])
    at = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "certificate.pem"
    pem.write_bytes(certificate.public_bytes(Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem, tmp_path / "key.pem")
    return serving, ssl.create_default_context(cafile=str(pem))


@pytest.mark.parametrize(("host", "is_answered"), [("hooks.example", True), ("other.example", False)])
async def test_tls_is_with_the_name_though_the_connection_is_to_an_address(
    certified: tuple[ssl.SSLContext, ssl.SSLContext], host: str, *, is_answered: bool
) -> None:
    serving, trusting = certified
    named: list[str | None] = []
    serving.sni_callback = lambda _, name, __: named.append(name)
    async with server(replying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), serving) as port:
        guard = Egress(ports=(port,), reachable=(LOOPBACK,), resolve_name=leads_here, tls=trusting)
        if is_answered:
            assert (await guard.get(f"https://{host}:{port}/")).status == 200
        else:
            with pytest.raises(EgressFailed):
                await guard.get(f"https://{host}:{port}/")
    assert named == [host]
