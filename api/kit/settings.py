"""What an installation sets. Every value comes from the environment; the README's table is made from here."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.kit.postgres.roles import Role, with_login
from api.kit.postgres.server import EmbeddedServer
from api.kit.secret_files import read_or_create

EMBEDDED_DATABASE = "firstpass"
SHORTEST_SECRET = 32


def _without_login(url: str) -> str:
    """A URL with a user would be used as that user, past the roles; so it is refused."""
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("must start with postgresql://")
    if "@" in parts.netloc:
        raise ValueError("must name no user: each role logs in with a password of its own")
    if not parts.path.strip("/"):
        raise ValueError("must name a database")
    return parts._replace(scheme="postgresql").geturl()


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: Annotated[str, AfterValidator(_without_login)] = Field(
        default="",
        description="PostgreSQL server and database, without a user: `postgresql://host:5432/firstpass`."
        " Empty: an embedded server with its data in `DATA_DIR`.",
    )
    pooler_url: Annotated[str, AfterValidator(_without_login)] = Field(
        default="",
        description="PgBouncer in transaction mode before that server, in the same form. Requests and jobs go through"
        " it, without prepared statements; migrations and the LISTEN of workers go to `DATABASE_URL`.",
    )
    migration_database_url: SecretStr = Field(
        default=SecretStr(""),
        description="A login on the `DATABASE_URL` server that may create roles and databases."
        " Read by `firstpass migrate` alone, to make both.",
    )
    database_role_secret: SecretStr = Field(
        default=SecretStr(""),
        description=f"At least {SHORTEST_SECRET} characters; each role's password is the hexadecimal"
        " HMAC-SHA256 of its name under this secret. Required with `DATABASE_URL`; without it one is made and"
        " kept in `DATA_DIR`.",
    )
    data_dir: Path = Field(
        default=Path(".data"),
        description="Data of the embedded server, and secrets that are made once. Back it up.",
    )
    key_directory: Path = Field(
        default_factory=lambda fields: fields["data_dir"] / "keys",
        description="Master keys of the field encryption and keys that sign tokens.",
        json_schema_extra={"default": "`DATA_DIR/keys`"},
    )
    key_service: Literal["file", "aws-kms", "vault"] = Field(
        default="file",
        description="Who holds the secret of each practice and organization: files of `KEY_DIRECTORY`, AWS KMS (install"
        " `requirements-optional.lock`; credentials and region as AWS tools find them), or HashiCorp Vault.",
    )
    key_prefix: str = Field(
        default="firstpass",
        pattern=r"^[a-zA-Z0-9_-]+$",
        description="How the names of this installation's keys begin in AWS KMS or Vault.",
    )
    key_refresh_seconds: float = Field(
        default=30,
        gt=0,
        description="How long a process works with opened keys before it looks for newer versions. A rotated key seals"
        " after twice this time; a shredded practice is unreadable everywhere within it.",
    )
    aws_kms_endpoint: str = Field(default="", description="Another address of AWS KMS, such as a VPC endpoint's.")
    vault_addr: str = Field(default="http://127.0.0.1:8200", description="Vault's address.")
    vault_mount: str = Field(default="transit", description="Path of Vault's transit engine.")
    vault_token: SecretStr = Field(default=SecretStr(""), description="Vault's token, when no agent keeps one.")
    vault_token_file: Path | None = Field(
        default=None,
        description="The file in which Vault's agent keeps a token; read again when it is refused.",
        json_schema_extra={"default": ""},
    )
    export_directory: Path = Field(
        default_factory=lambda fields: fields["data_dir"] / "exports",
        description="Where the export of a leaving practice is written, decrypted: an encrypted volume, please.",
        json_schema_extra={"default": "`DATA_DIR/exports`"},
    )
    audit_head_directory: Path = Field(
        default_factory=lambda fields: fields["data_dir"] / "audit-heads",
        description="Where workers add signed heads of the audit and event chains, outside of the database: one folder"
        " for all of them, on storage that keeps what it got.",
        json_schema_extra={"default": "`DATA_DIR/audit-heads`"},
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="How clients reach the service: the issuer of its tokens.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    pool_size: int = Field(
        default=2,
        ge=1,
        description="Database connections of each role in each process. Size all of them together by the"
        " database's cores, not by the clients.",
    )
    max_body_bytes: int = Field(default=1 << 20, ge=1024, description="Largest JSON body.")
    max_file_bytes: int = Field(default=128 << 20, ge=1024, description="Largest X12 file.")
    token_seconds: int = Field(default=300, ge=1, le=300, description="Life of an access token; 300 is the most.")
    rate_limit_per_minute: int = Field(
        default=6000, ge=1, description="Requests that one client may make a minute, in each process."
    )
    token_failures_per_minute: int = Field(
        default=60,
        ge=1,
        description="Failed token requests a minute, of one client id or one address, before more are answered 429.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log line that is written."
    )
    pre_go_live_days: int = Field(
        default=30,
        ge=1,
        description="How long a takeback or reversal of a claim that nobody here knows waits in unapplied cash before"
        " it counts as money of before the practice came.",
    )
    worker_concurrency: int = Field(default=8, ge=1, description="Jobs that one worker runs at the same time.")

    @model_validator(mode="after")
    def _secret_with_server(self) -> Self:
        if self.database_url and len(self.database_role_secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"DATABASE_URL needs a DATABASE_ROLE_SECRET of {SHORTEST_SECRET} characters")
        if self.pooler_url and not self.database_url:
            raise ValueError("POOLER_URL needs a DATABASE_URL: the server itself")
        return self

    @property
    def embedded_server(self) -> EmbeddedServer | None:
        """The server to start first; None when `DATABASE_URL` names another."""
        return None if self.database_url else EmbeddedServer(self.data_dir)

    @property
    def database(self) -> str:
        return urlsplit(self.database_url).path.strip("/") or EMBEDDED_DATABASE

    @property
    def role_secret(self) -> str:
        given = self.database_role_secret.get_secret_value()
        return given or read_or_create(self.data_dir / "database-role-secret")

    def role_url(self, role: Role) -> str:
        """The libpq URL of the database as ``role``. An embedded server must have been started before."""
        server = self.embedded_server
        base = self.database_url if server is None else server.address.database_url(self.database)
        return with_login(base, role, self.role_secret)

    def pooled_url(self, role: Role) -> str:
        """The same through the pooler, where there is one: for transactions that keep nothing in their session."""
        return with_login(self.pooler_url, role, self.role_secret) if self.pooler_url else self.role_url(role)

    def admin_url(self) -> str:
        """The login that makes roles and database: for `firstpass migrate` alone."""
        server = self.embedded_server
        return self.migration_database_url.get_secret_value() if server is None else server.migration_url()


def settings_table() -> str:
    """Every setting as a Markdown table: what the README shows and `firstpass settings` prints."""
    lines = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        shown = field.json_schema_extra
        default = shown["default"] if isinstance(shown, dict) else _shown(field.default)
        lines.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _shown(default: object) -> str:
    text = default.get_secret_value() if isinstance(default, SecretStr) else str(default)
    return f"`{text}`" if text else ""
