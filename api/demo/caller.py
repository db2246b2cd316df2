"""A machine client as it is used: it signs itself in and calls the API over HTTP.

A call that gets no answer is made again, with the same key: what it asked for is done once.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from api.demo.process import DemoFailed

RENEW_SECONDS = 60.0
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.2
MEDIA_TYPE = "application/edi-x12"
IN_PROGRESS = "idempotency-in-progress"
UNAVAILABLE = 503
CONFLICT = 409
Json = dict[str, Any]


@dataclass(slots=True)
class Caller:
    """A client of an organization, a practice or a partner; `home` is the path its data lies under."""

    http: httpx.Client
    name: str
    client_id: str
    client_secret: str
    scopes: list[str]
    home: str
    look_after: Callable[[], None]
    """Sees to the processes while a call waits for an answer."""
    _token: str = field(default="", repr=False)
    _renew_at: float = 0.0

    @property
    def token(self) -> str:
        """An access token with a minute or more to live."""
        if time.monotonic() >= self._renew_at:
            answer = self.sign_in()
            self._token = str(answer["access_token"])
            self._renew_at = time.monotonic() + answer["expires_in"] - RENEW_SECONDS
        return self._token

    def at(self, home: str) -> "Caller":
        """The same client where other data lies."""
        return replace(self, home=home)

    def sign_in(self, scope: str | None = None) -> Json:
        """The token endpoint's answer: client credentials, for all scopes unless one is named."""
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        credentials = (self.client_id, self.client_secret)
        return _body(self._send("POST", "/oauth/token", data=form, auth=credentials))

    def get(self, path: str, **params: Any) -> Json:
        """What is there. Raises DemoFailed for any problem."""
        return _body(self._send("GET", self.home + path, params=params, headers=self._headers()))

    def get_all(self, path: str, **params: Any) -> Iterator[Json]:
        """Every item of a list, page after page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, limit=100, **params, **cursor)
            yield from page["items"]
            if not page.get("next_cursor"):
                return
            cursor = {"cursor": page["next_cursor"]}

    def get_bytes(self, path: str) -> bytes:
        """A file as it came."""
        answer = self._send("GET", self.home + path, headers=self._headers())
        _raise_for(answer)
        return answer.content

    def post(self, path: str, body: Json, *, version: int | None = None) -> Json:
        """What the write answered; a key of its own goes with it, and the version it changes.

        Raises DemoFailed for any problem.
        """
        headers = self._headers() | ({"If-Match": f'"{version}"'} if version is not None else {})
        return _body(self._send("POST", self.home + path, json=body, headers=headers))

    def send_file(self, path: str, content: bytes) -> Json:
        """Upload an X12 file."""
        headers = self._headers() | {"Content-Type": MEDIA_TYPE}
        return _body(self._send("POST", self.home + path, content=content, headers=headers))

    def status_of(self, absolute_path: str) -> int:
        """How a GET of any path is answered to this client."""
        return self._send("GET", absolute_path, headers=self._headers()).status_code

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_hex(16)}

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.http.request(method, path, **request)
            except httpx.TransportError as failure:
                if time.monotonic() > deadline:
                    raise DemoFailed(f"{method} {path}: no answer ({type(failure).__name__})") from failure
            else:
                if not _is_passing(answer) or time.monotonic() > deadline:
                    return answer
            self.look_after()
            # A service that comes up tells nobody: there is nothing to wait for but its next answer.
            time.sleep(PAUSE_SECONDS)


def _is_passing(answer: httpx.Response) -> bool:
    """Whether the same call may be answered in a moment: the service comes up, or is at it already."""
    if answer.status_code == UNAVAILABLE:
        return True
    return answer.status_code == CONFLICT and str(answer.json().get("type", "")).endswith(IN_PROGRESS)


def _body(answer: httpx.Response) -> Json:
    _raise_for(answer)
    body: Json = answer.json()
    return body


def _raise_for(answer: httpx.Response) -> None:
    if not answer.is_success:
        request = answer.request
        raise DemoFailed(f"{request.method} {request.url.path}: {answer.status_code} {answer.text}")
