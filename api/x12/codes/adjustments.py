"""Claim adjustment reason codes (external code source 139) and remittance advice remark codes (411).

Retired numbers are in the lists: a remittance may adjust a claim of a year in which they were valid, and a corrected
claim repeats them. Numbers are given in blocks, so a list is its ranges; what lies in a block was assigned at one time.
The newest numbers (CARC from 297, RARC from N735) are general knowledge: a number above a block may be newer than it.
"""

from typing import Final

from api.x12.codes.table import numbers, words

CARC_SOURCE: Final = "X12 claim adjustment reason codes, retired ones included"
RARC_SOURCE: Final = "X12 remittance advice remark codes, retired ones included"
DATE: Final = "2025-03-01"


CARCS: Final = frozenset(
    numbers("", "1-305")
    | numbers("A", "0-8")
    | numbers("B", "1-23")
    | numbers("D", "1-23")
    | numbers("P", "1-32")
    | numbers("W", "1-9")
    | numbers("Y", "1-3")
)
RARCS: Final = frozenset(
    numbers("M", "1-144")
    | numbers("MA", "1-11 13-14 16-19 25 29-38 40-45 47-90 92-126 128-134", width=2)
    | numbers("N", "1-907")
)
# The groups a reason is limited to by its own text. 18 is OA but for workers' compensation states, which use CO.
CARC_GROUPS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("18", "23", "133", "136", "209", "257", "271", "277"), frozenset({"OA"})),
    **dict.fromkeys(("85", "201", "238", "275"), frozenset({"PR"})),
    **dict.fromkeys(("139", "249", "281"), frozenset({"CO"})),
    "278": frozenset({"CO", "PI"}),
}
# Reasons whose text asks for at least one remark code beside them.
CARCS_WITH_REMARK: Final = words("16 96 129 148 201 226 227 234 237 250 251 252 267 A1")
