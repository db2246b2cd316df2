"""The OAuth 2.0 authorization server on Authlib's framework-agnostic core: client credentials (RFC 6749, 4.4).

Authlib's core is synchronous and asks for a client in the middle of its work; the client is read beforehand, so no
database is touched inside it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from authlib.oauth2 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

SECRET_BYTES = 32
_NOBODY = hashlib.sha256(secrets.token_bytes(SECRET_BYTES)).digest()


def hash_secret(secret: str) -> bytes:
    """A client secret's SHA-256: the secret has 256 random bits, so a slow hash adds nothing."""
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """A client secret, shown once."""
    return f"fps_{secrets.token_urlsafe(SECRET_BYTES)}"


@dataclass(slots=True)
class RegisteredClient(ClientMixin):  # type: ignore[misc]
    """A client as Authlib asks about it."""

    client_id: str
    organization_id: UUID
    kind: str
    scopes: list[str]
    practice_id: UUID | None
    partner_id: UUID | None
    secret_hashes: list[bytes] = field(repr=False)

    def get_client_id(self) -> str:
        """Its id."""
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        """A machine client is redirected nowhere."""
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        """The part of `scope` it holds; everything it holds when nothing is asked for."""
        asked = (scope or "").split() or self.scopes
        return " ".join(name for name in asked if name in self.scopes)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """A machine client is redirected nowhere."""
        return False

    def check_client_secret(self, client_secret: str) -> bool:
        """Compared with every valid secret, and with one that nobody holds, in constant time."""
        given = hash_secret(client_secret)
        matches = [hmac.compare_digest(given, known) for known in [_NOBODY, *self.secret_hashes]]
        return any(matches)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """How it may authenticate at the token endpoint."""
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        """It has no authorization endpoint."""
        return False

    def check_grant_type(self, grant_type: str) -> bool:
        """Client credentials alone."""
        return grant_type == "client_credentials"


class _Payload(BasicOAuth2Payload):  # type: ignore[misc]
    """A form body whose repeated parameters were refused before (RFC 6749, 3.2)."""


class _Request(OAuth2Request):  # type: ignore[misc]
    """The request with its form, as Authlib reads it."""

    def __init__(self, method: str, uri: str, headers: dict[str, str], form: dict[str, str]) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload = _Payload(form)
        self._form = form

    @property
    def form(self) -> dict[str, str]:
        """The form's parameters."""
        return self._form


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token endpoint answers. `client` and `scope` are set when a token is to be issued."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    client: RegisteredClient | None = None
    scope: str = ""


class TokenServer(AuthorizationServer):  # type: ignore[misc]
    """One token request: knows the client read for it and no other."""

    def __init__(self, client: RegisteredClient | None) -> None:
        super().__init__()
        self._client = client
        self._granted: tuple[RegisteredClient, str] | None = None
        self.register_grant(_Grant)
        self.register_token_generator("default", self._generate)

    def answer(self, method: str, uri: str, headers: dict[str, str], form: dict[str, str]) -> TokenAnswer:
        """Decide the request. An unknown client and a bad secret answer alike."""
        request = _Request(method, uri, headers, form)
        try:
            status, body, answer_headers = self.create_token_response(request)
        except OAuth2Error as error:
            status, body, answer_headers = self.handle_error_response(request, error)
        given = dict(answer_headers)
        if self._granted is not None and status == 200:  # noqa: PLR2004 - HTTP
            client, scope = self._granted
            return TokenAnswer(status, body, given, client, scope)
        return TokenAnswer(status, body, given)

    def query_client(self, client_id: str) -> RegisteredClient | None:
        """The client read beforehand, if it is the one asked for."""
        return self._client if self._client is not None and self._client.client_id == client_id else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Access tokens are not stored: they are short-lived and verified by signature."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        """The request is made by `answer`."""
        return request

    def create_json_request(self, request: OAuth2Request) -> OAuth2Request:
        """The token endpoint takes no JSON."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, Any, Any]:
        """Authlib's answer as it is; the endpoint renders it."""
        return status, body, headers

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """No signals."""

    def _generate(
        self, grant_type: str, client: RegisteredClient, scope: str | None = None, **_: Any
    ) -> dict[str, Any]:
        granted = client.get_allowed_scope(scope)
        self._granted = (client, granted)
        return {"token_type": "Bearer", "scope": granted}
