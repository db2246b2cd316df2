"""Versions as entity tags: `"7"`. A change names the version it has read."""

from api.kit.problems import PreconditionFailed, PreconditionRequired


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def require_match(if_match: str | None, version: int) -> None:
    """Raises PreconditionRequired without `If-Match`, PreconditionFailed when it names another version."""
    if if_match is None:
        raise PreconditionRequired
    given = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if "*" not in given and etag(version) not in given:
        raise PreconditionFailed
