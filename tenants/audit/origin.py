"""Why somebody asks, as they declare it (the header `X-Purpose-Of-Use`), and from where: kept in each of their rows."""

import ipaddress
from functools import lru_cache
from typing import Final

from api.kit.problems import BadRequest

HEADER: Final = "X-Purpose-Of-Use"
PURPOSES: Final[dict[str, str]] = {
    "treatment": "caring for the patient (45 CFR 164.501)",
    "payment": "billing, claims, collection (45 CFR 164.501)",
    "operations": "quality, audit, training, management (45 CFR 164.501)",
    "patient_request": "the patient or a representative asked (45 CFR 164.524)",
    "required_by_law": "a law, court or agency asks (45 CFR 164.512)",
    "emergency": "access that can't wait for the usual way",
}
"""Every purpose, once. None declared is kept as none: the service does not guess why somebody asked."""


class PurposeUnknown(BadRequest):
    """A purpose that is not in the list."""

    slug, title = "purpose-unknown", f"{HEADER} takes one of: {', '.join(PURPOSES)}"


@lru_cache(maxsize=4096)
def remote_address(host: str | None) -> str | None:
    """An address in its canonical form; None for whatever a proxy may have written that is none."""
    try:
        return str(ipaddress.ip_address(host or ""))
    except ValueError:
        return None


def declared(header: str | None) -> str | None:
    """The purpose for rows of a request that is refused before its headers are judged: a known one or none."""
    return header if header in PURPOSES else None


def purpose_of(header: str | None) -> str | None:
    """The declared purpose. Raises PurposeUnknown."""
    if header is None or header in PURPOSES:
        return header
    raise PurposeUnknown
