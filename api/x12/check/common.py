"""Rules several sets share, and how their hooks fetch what they need."""

from typing import Final

from api.x12.check.rule import rule

NPI: Final = rule(
    "npi.checksum", "an NPI without the right check digit", "45 CFR 162.406; ISO 7812 Luhn, prefix 80840 [N]"
)
SEPARATOR: Final = rule(
    "composite.separator",
    "a composite is not split by the component separator of the ISA",
    "X12.5, ISA16 [M]",
    element_code="13",
)

CARC: Final = rule("carc.unknown", "an adjustment reason code that was never assigned", "X12 code source 139")


def get(elements: list[str], number: int) -> str:
    """Element `number`, or an empty string when the segment is shorter."""
    return elements[number] if number < len(elements) else ""
