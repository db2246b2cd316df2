"""Why something was denied, in the four business scenarios that a biller works by.

The scenarios are those of the CAQH CORE operating rule on the uniform use of claim adjustment reason codes and
remittance advice remark codes in the 835 (45 CFR 162.1603); their table of code combinations is republished three
times a year. Which code goes where is this product's reading of what each code says (external code lists 139 and 411),
in the rule's spirit, not its table. A code that is not here is `other`: nobody guesses what a payer meant.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

SCENARIO_VERSION: Final = "scenarios/1"
SCENARIO_SOURCE: Final = "CAQH CORE Payment & Remittance (835) Uniform Use of CARCs and RARCs Rule vPR.1.0, May 2020"
SCENARIO_DATE: Final = "2025-03-01"
"""Of the code lists that the table was read from."""


class DenialScenario(StrEnum):
    """What the payer says is wrong."""

    DOCUMENTATION_MISSING = "documentation_missing"
    """Documents are wanted from the provider, or a prior payer's remittance."""
    DATA_MISSING_OR_INVALID = "data_missing_or_invalid"
    """The claim itself says too little, or something that can't be."""
    NOT_COVERED_BY_PLAN = "not_covered_by_plan"
    """The plan does not cover the service, the patient or the provider, or no longer has to."""
    NOT_SEPARATELY_PAYABLE = "not_separately_payable"
    """The benefit is part of another one."""
    OTHER = "other"


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DOCUMENTATION: Final = _codes("148 163 164 226 227 250 251 252")
_DATA: Final = _codes(
    "4 5 6 7 8 9 10 11 12 13 14 15 16 31 110 129 140 146 175 176 181 182 199 206 207 208 267 282 283 284 B18"
)
_NOT_COVERED: Final = _codes(
    "19 20 21 22 24 26 27 29 32 33 34 35 39 40 49 50 51 53 54 55 56 58 60 78 95 96 106 108 109 111 114 115 116 117 119"
    " 138 149 150 151 152 153 154 155 157 158 159 160 166 167 168 170 171 172 173 174 177 178 179 180 183 184 185 186"
    " 188 191 197 198 200 201 202 203 204 211 212 213 214 219 222 229 242 243 256 258 259 260 261 268 269 270 272 273"
    " 274 275 276 279 288 289 B1 B5 B7 B8 B9 B16 B20 B22 B23"
)
_NOT_SEPARATE: Final = _codes("59 97 107 128 190 194 231 234 236 249 B10 B13 B14 B15 P14")

_WANTS_DOCUMENTS: Final = _codes(
    "M23 M29 M30 M31 M60 M127 M131 M135 M141 MA04 N3 N4 N26 N29 N40 N42 N66 N178 N205 N225 N232 N233 N236 N237 N451"
    " N455 N479 N480 N705 N706"
)
"""Remarks that ask for documents."""
_DECIDED_BY_REMARK: Final = _codes("16 22 96 A1")
"""Reasons that say little without their remark."""

_BY_REASON: Final[dict[str, DenialScenario]] = (
    dict.fromkeys(_DOCUMENTATION, DenialScenario.DOCUMENTATION_MISSING)
    | dict.fromkeys(_DATA, DenialScenario.DATA_MISSING_OR_INVALID)
    | dict.fromkeys(_NOT_COVERED, DenialScenario.NOT_COVERED_BY_PLAN)
    | dict.fromkeys(_NOT_SEPARATE, DenialScenario.NOT_SEPARATELY_PAYABLE)
)


def scenario_of(carc: str, remark_codes: Collection[str] = ()) -> DenialScenario:
    """The scenario of a denial by its reason, and by its remarks where the reason leaves it to them."""
    if carc in _DECIDED_BY_REMARK and _WANTS_DOCUMENTS.intersection(remark_codes):
        return DenialScenario.DOCUMENTATION_MISSING
    return _BY_REASON.get(carc, DenialScenario.OTHER)
