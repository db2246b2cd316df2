"""The OAuth 2.0 server: client credentials, JWT access tokens (RFC 9068), JWKS, metadata (RFC 8414)."""
