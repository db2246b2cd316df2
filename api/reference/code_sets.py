"""Public code sets: an operator's command fills them, the edits ask them.

What can be checked against a list depends on what is loaded: `icd10cm` from a package or from CMS's own file. Procedure
codes (CPT) are under licence and checked by their form alone.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import psycopg

from api.reference import store
from tenants.context import Work

ICD_10_CM: Final = "icd10cm"
ICD_10_CM_SOURCE: Final = "ICD-10-CM tabular list, CDC National Center for Health Statistics and CMS"
_CODE, _IS_BILLABLE, _LABEL = slice(6, 13), slice(14, 15), slice(77, None)


class OrderFileUnreadable(ValueError):
    """Not a CMS order file: it names no billable code."""


class CodeStanding(StrEnum):
    """What the loaded list says of a code."""

    BILLABLE = "billable"
    HAS_SUBCODES = "has_subcodes"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Edition:
    """A code set as of a day: label by code, billable codes alone, written as on a claim (no dots)."""

    name: str
    source: str
    source_date: dt.date
    labels: Mapping[str, str]


def read_order_file(text: str, source_date: dt.date) -> Edition:
    """The list that CMS publishes each fiscal year as `icd10cm-order-YYYY.txt`. Raises OrderFileUnreadable.

    Fixed columns: 7-13 the code, 15 is 1 where it may be billed and 0 for a heading, from 78 its long title.
    """
    labels = {line[_CODE].strip(): line[_LABEL].strip() for line in text.splitlines() if line[_IS_BILLABLE] == "1"}
    if not labels:
        raise OrderFileUnreadable
    return Edition(ICD_10_CM, ICD_10_CM_SOURCE, source_date, labels)


def is_loaded(url: str, name: str) -> bool:
    """Whether the database at ``url`` (role migrator) has a set of this name."""
    with psycopg.connect(url) as connection:
        return store.code_set_date(connection, name) is not None


def load_code_set(url: str, edition: Edition) -> None:
    """Bring the set to this edition: what is new is added, what is gone is taken out; again changes nothing.

    ``url`` is of role migrator: to the service itself the sets are read-only.
    """
    with psycopg.connect(url) as connection:
        store.put_code_set(connection, edition.name, edition.source, edition.source_date)
        store.put_codes(connection, edition.name, edition.labels)


async def diagnosis_standings(work: Work, codes: Collection[str]) -> dict[str, CodeStanding] | None:
    """What the ICD-10-CM list says of each code (capitals, no dots); None when none is loaded."""
    rows = await store.standings(work.tx, ICD_10_CM, codes)
    return {row["value"]: CodeStanding(row["standing"]) for row in rows if row["value"] is not None} if rows else None
