"""A machine client as it is used: it signs itself in and calls the API over HTTP."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from api.demo.process import DemoFailed

RENEW_SECONDS = 60.0
MEDIA_TYPE = "application/edi-x12"
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

    def sign_in(self, scope: str | None = None) -> Json:
        """The token endpoint's answer: client credentials, for all scopes unless one is named."""
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        return _body(self.http.post("/oauth/token", data=form, auth=(self.client_id, self.client_secret)))

    def get(self, path: str, **params: Any) -> Json:
        """What is there. Raises DemoFailed for any problem."""
        return _body(self.http.get(self.home + path, params=params, headers=self._headers()))

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
        answer = self.http.get(self.home + path, headers=self._headers())
        _raise_for(answer)
        return answer.content

    def post(self, path: str, body: Json) -> Json:
        """What the write answered; a key of its own goes with it. Raises DemoFailed for any problem."""
        return _body(self.http.post(self.home + path, json=body, headers=self._headers()))

    def send_file(self, path: str, content: bytes) -> Json:
        """Upload an X12 file."""
        headers = self._headers() | {"Content-Type": MEDIA_TYPE}
        return _body(self.http.post(self.home + path, content=content, headers=headers))

    def status_of(self, absolute_path: str) -> int:
        """How a GET of any path is answered to this client."""
        return self.http.get(absolute_path, headers=self._headers()).status_code

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_hex(16)}


def _body(answer: httpx.Response) -> Json:
    _raise_for(answer)
    body: Json = answer.json()
    return body


def _raise_for(answer: httpx.Response) -> None:
    if not answer.is_success:
        request = answer.request
        raise DemoFailed(f"{request.method} {request.url.path}: {answer.status_code} {answer.text}")
