"""Claim status category codes (external code source 507) and claim status codes (508)."""

from typing import Final

from api.x12.codes.table import numbers, words

SOURCE: Final = "X12 claim status category codes and claim status codes, retired ones included"
DATE: Final = "2025-03-01"
CATEGORIES: Final = words(
    """
    A0 A1 A2 A3 A4 A5 A6 A7 A8 D0 E0 E1 E2 E3 E4 F0 F1 F2 F3 F3F F3N F4 F5 P0 P1 P2 P3 P4 P5 R0 R1 R3 R4 R5 R6 R7 R8
    R9 R10 R11 R12 R13 R14 R15 R16 R17 RQ X0
    """
)
STATUSES: Final = numbers("", "0-821")
