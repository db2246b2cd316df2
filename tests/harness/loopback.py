import ipaddress
import sys

NAMES = {"localhost", "", None}


class LeftTheMachine(AssertionError):
    """A test reached for an address that is not this machine's."""

    def __init__(self, host: object) -> None:
        super().__init__(f"tests use no network past loopback, and this one asked for {host}")


def allow_loopback_only() -> None:
    """From here on this process cannot connect or resolve past loopback. No audit hook can be taken back."""
    sys.addaudithook(_guard)


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address:
            _check(address[0])
    elif event == "socket.getaddrinfo":
        _check(arguments[0])


def _check(host: object) -> None:
    text = host.decode() if isinstance(host, bytes) else host
    if text in NAMES:
        return
    try:
        is_near = isinstance(text, str) and ipaddress.ip_address(text).is_loopback
    except ValueError:
        is_near = False
    if not is_near:
        raise LeftTheMachine(host)
