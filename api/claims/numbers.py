"""CLM01: what a claim is called in every file. Random, never the EHR's id, with a check character against typing."""

import secrets
from string import ascii_uppercase, digits

ALPHABET = digits + ascii_uppercase
RANDOM_LENGTH = 14
"""72 bits: among a billion claims of an organization two meet with a chance of one in ten thousand."""
MODULUS = 36


def new_number() -> str:
    """A claim number of 15 characters; the first is a letter, so that no spreadsheet takes it for an amount."""
    body = secrets.choice(ascii_uppercase) + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """ISO 7064 MOD 37,36: finds every single wrong character and nearly every swap of neighbors."""
    product = MODULUS
    for character in body:
        total = (product + ALPHABET.index(character)) % MODULUS or MODULUS
        product = total * 2 % (MODULUS + 1)
    return ALPHABET[(MODULUS + 1 - product) % MODULUS]


def is_number(text: str) -> bool:
    """Whether a text can be a claim number of ours."""
    is_formed = len(text) == RANDOM_LENGTH + 1 and all(character in ALPHABET for character in text)
    return is_formed and text[-1] == check_character(text[:-1])


def line_control_number(number: str, line_no: int) -> str:
    """REF*6R of a line: unique over all claims, and shorter than the 30 characters every payer echoes."""
    return f"{number}{line_no:02d}"
