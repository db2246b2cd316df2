"""Diagnosis codes by form: what a caller without the year's list can still tell.

`icd10_may_exist` knows the chapters of ICD-10-CM, the length and the characters their codes have: it finds a code that
cannot be (`Z9999X9Q`, `A00ZZ`), and lets pass one that merely is not assigned. A caller who has the list of the fiscal
year gives it as `CodeSets(icd10=...)`, and then only its codes pass. Source: ICD-10-CM official guidelines and tabular
list, conventions (CMS and NCHS), fiscal year 2025; no code list is carried here.
"""

import re
from functools import lru_cache
from typing import Final

DATE: Final = "2024-10-01"
# First and last category of each chapter.
_CHAPTERS: Final = (
    ("A00", "B99"),
    ("C00", "D49"),
    ("D50", "D89"),
    ("E00", "E89"),
    ("F01", "F99"),
    ("G00", "G99"),
    ("H00", "H95"),
    ("I00", "I99"),
    ("J00", "J99"),
    ("K00", "K95"),
    ("L00", "L99"),
    ("M00", "M99"),
    ("N00", "N99"),
    ("O00", "O9A"),
    ("P00", "P96"),
    ("Q00", "Q99"),
    ("R00", "R99"),
    ("S00", "T88"),
    ("U00", "U85"),
    ("V00", "Y99"),
    ("Z00", "Z99"),
)
# A letter, a digit, a digit or A or B; then digits, X as a placeholder, A to H where the digits ran out.
_FORM: Final = re.compile(r"[A-Z][0-9][0-9AB](?:[0-9A-HX]{1,3}|[0-9A-HX]{3}[0-9A-S])?", re.ASCII)
_WITH_SEVENTH: Final = frozenset("EHMORSTVWXY")
_LONGEST: Final = 7
_ICD9: Final = re.compile(r"(?:[0-9]{3}|V[0-9]{2})[0-9]{0,2}|E[0-9]{3}[0-9]?", re.ASCII)


@lru_cache(maxsize=16_384)
def icd10_may_exist(code: str) -> bool:
    """Whether a code without its dot has a form that ICD-10-CM codes have."""
    if not _FORM.fullmatch(code):
        return False
    if len(code) == _LONGEST and code[0] not in _WITH_SEVENTH:
        return False
    return any(first <= code[:3] <= last for first, last in _CHAPTERS)


def icd9_may_exist(code: str) -> bool:
    """Whether a code without its dot has a form that ICD-9-CM codes have."""
    return bool(_ICD9.fullmatch(code))
