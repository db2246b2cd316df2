"""Types of body fields that end up in an X12 file: what is refused here can't fail a whole batch later."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from api.registration.rules import STATES, is_npi, is_x12_text

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_BIRTH = date(1850, 1, 1)
"""Nobody who is treated was born before: an earlier year is a slip of the pen."""


def _check(code: str, message: str, accepts: Callable[[str], object]) -> AfterValidator:
    def validate(value: str) -> str:
        if not accepts(value):
            raise PydanticCustomError(code, message)
        return value

    return AfterValidator(validate)


def _form(code: str, message: str, pattern: str) -> tuple[AfterValidator, FieldInfo]:
    """A check by a pattern that is told in words; the contract shows the pattern as well."""
    return _check(code, message, re.compile(pattern, re.ASCII).fullmatch), Field(
        json_schema_extra={"pattern": f"^{pattern}$"}
    )


def _born_in_living_memory(value: date) -> date:
    if value < FIRST_BIRTH:
        raise PydanticCustomError("birth_date", "A birth date lies in 1850 or later")
    return value


def _iso_date(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and ISO_DATE.fullmatch(value)):
        return value
    raise PydanticCustomError("iso_date", "Send a date as YYYY-MM-DD")


def _digits(value: object) -> object:
    """Drops the punctuation people write into numbers."""
    return re.sub(r"[\s().-]", "", value) if isinstance(value, str) else value


X12_TEXT = _check(
    "x12_text",
    "Holds a character that an X12 file can't carry: use unaccented letters, digits and simple punctuation",
    is_x12_text,
)

Day = Annotated[date, BeforeValidator(_iso_date)]
BirthDate = Annotated[Day, AfterValidator(_born_in_living_memory)]
ExternalId = Annotated[str, Field(min_length=1, max_length=80, description="The EHR's own id; never in a URL")]
LastName = Annotated[str, Field(min_length=1, max_length=60), X12_TEXT]
FirstName = Annotated[str, Field(min_length=1, max_length=35), X12_TEXT]
MiddleName = Annotated[str, Field(min_length=1, max_length=25), X12_TEXT]
Street = Annotated[str, Field(min_length=1, max_length=55), X12_TEXT]
City = Annotated[str, Field(min_length=2, max_length=30), X12_TEXT]
State = Annotated[
    str,
    _check("state", "Not a USPS state code", STATES.__contains__),
    Field(description="USPS code", examples=["IL"]),
]
Zip = Annotated[
    str,
    BeforeValidator(_digits),
    *_form("zip", "A ZIP code has five digits, or nine", "([0-9]{5}|[0-9]{9})"),
    Field(examples=["606011234"]),
]
Zip9 = Annotated[
    str,
    BeforeValidator(_digits),
    *_form("zip", "The ZIP code of a billing address has nine digits (ZIP+4)", "[0-9]{9}"),
    Field(examples=["606011234"]),
]
Npi = Annotated[
    str,
    _check("npi", "Not an NPI: ten digits, the last one its check digit", is_npi),
    Field(examples=["1234567893"]),
]
Tin = Annotated[
    str,
    BeforeValidator(_digits),
    *_form("tin", "A TIN has nine digits", "[0-9]{9}"),
    Field(description="REF*EI"),
]
Taxonomy = Annotated[
    str,
    *_form("taxonomy", "A taxonomy code has nine capital letters or digits and an X at the end", "[0-9A-Z]{9}X"),
    Field(description="NUCC code of ten characters; its form alone is checked"),
]
Phone = Annotated[
    str, BeforeValidator(_digits), *_form("phone", "A telephone number has ten digits, area code first", "[0-9]{10}")
]
