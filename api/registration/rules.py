"""What identity must look like to be billed: pure checks of text, numbers and dates."""

import re

FOREIGN = re.compile(r"[^A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_#$]")
"""Not in X12's character set, or a delimiter of some channel."""

PO_BOX = re.compile(r"\b(p\.?\s*o\.?|post\s+office)\s*(b|box|drawer)\b|\bpob ?\d|^\s*box\s+\d", re.IGNORECASE)
NPI = re.compile(r"[12][0-9]{9}")
NPI_PREFIX = "80840"
LUHN_BASE = 10
TOKEN_LETTERS = 3

STATES = frozenset(
    re.findall(
        "[A-Z]{2}",
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND"
        " OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI AA AE AP",
    )
)
"""USPS codes: states, territories, armed forces."""


def is_x12_text(text: str) -> bool:
    """Whether every channel can carry the text as it is."""
    return FOREIGN.search(text) is None


def is_po_box(street: str) -> bool:
    """Whether a street line is a post office box: 2010AA N3 takes none, 2010AB may."""
    return PO_BOX.search(street) is not None


def is_npi(number: str) -> bool:
    """Ten digits with the Luhn check digit over the prefix 80840 (45 CFR 162.406)."""
    if not NPI.fullmatch(number):
        return False
    total = 0
    for place, digit in enumerate(reversed(NPI_PREFIX + number)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - (LUHN_BASE - 1) if doubled >= LUHN_BASE else doubled
    return total % LUHN_BASE == 0


def folded_letters(name: str) -> str:
    """A name as it is compared: its letters alone, in one case, so that O'Brien and OBRIEN are equal."""
    return "".join(character for character in name.casefold() if character.isalpha())


def name_token(last_name: str, birth_year: int) -> str:
    """What the search index holds of a person: three letters of the last name, and the birth year."""
    return f"{folded_letters(last_name)[:TOKEN_LETTERS]} {birth_year}"
