"""Code lists by name. See each module for its source and date."""

from typing import Final

import msgspec

from api.x12.codes import adjustments, claim_status, geography, places


class CodeList(msgspec.Struct, frozen=True):
    """A list of codes, where it comes from and of which day it is."""

    name: str
    codes: frozenset[str]
    source: str
    date: str


class CodeSets(msgspec.Struct, frozen=True, kw_only=True):
    """Code sets the caller has and this package does not carry; None falls back to the form of a code.

    `icd10` holds ICD-10-CM codes without the dot.
    """

    icd10: frozenset[str] | None = None


_LISTS: Final[dict[str, CodeList]] = {
    entry.name: entry
    for entry in (
        CodeList("pos", places.PLACES_OF_SERVICE, places.SOURCE, places.DATE),
        CodeList("state", geography.STATES, geography.STATE_SOURCE, geography.DATE),
        CodeList("country", geography.COUNTRIES, geography.COUNTRY_SOURCE, geography.DATE),
        CodeList("carc", adjustments.CARCS, adjustments.CARC_SOURCE, adjustments.DATE),
        CodeList("rarc", adjustments.RARCS, adjustments.RARC_SOURCE, adjustments.DATE),
        CodeList("status_category", claim_status.CATEGORIES, claim_status.SOURCE, claim_status.DATE),
        CodeList("status", claim_status.STATUSES, claim_status.SOURCE, claim_status.DATE),
        CodeList("currency", geography.CURRENCIES, geography.CURRENCY_SOURCE, geography.DATE),
    )
}


def code_list(name: str) -> CodeList:
    """The list of this name. Raises KeyError."""
    return _LISTS[name]


def list_names() -> list[str]:
    """The names of all lists."""
    return sorted(_LISTS)
