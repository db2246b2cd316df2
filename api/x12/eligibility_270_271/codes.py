"""What the codes of an EB and an AAA say, in our words. Sources: 005010X279A1 as linuxforhealth-x12 0.57.0 models it.

A code that is not here is shown as it came: nothing is refused for a code.
"""

from typing import Final, Literal, NamedTuple

BenefitKind = Literal[
    "active",
    "inactive",
    "coinsurance",
    "copay",
    "deductible",
    "out_of_pocket",
    "limitation",
    "not_covered",
    "other_payer",
    "contact",
    "cannot_process",
    "spend_down",
    "other",
]

_KINDS: Final[dict[str, BenefitKind]] = {
    **dict.fromkeys("12345", "active"),
    **dict.fromkeys("678", "inactive"),
    "A": "coinsurance",
    "B": "copay",
    "C": "deductible",
    "F": "limitation",
    "G": "out_of_pocket",
    "I": "not_covered",
    "R": "other_payer",
    "U": "contact",
    "V": "cannot_process",
    "Y": "spend_down",
}


def benefit_kind(information: str) -> BenefitKind:
    """What an EB01 says, as one word."""
    return _KINDS.get(information, "other")


def _table(text: str) -> dict[str, str]:
    """`code words; code words` as a mapping."""
    return dict(entry.strip().split(" ", 1) for entry in text.split(";"))


# EB01
INFORMATION: Final = _table(
    """1 active coverage; 2 active, full risk capitation; 3 active, services capitated;
    4 active, services capitated to the primary care provider; 5 active, under investigation; 6 inactive;
    7 inactive, eligibility update pending; 8 inactive, under investigation; A coinsurance; B copay; C deductible;
    CB coverage basis; D benefit description; E exclusions; F limitation; G out-of-pocket maximum; H unlimited;
    I not covered; J cost containment; K reserve; L primary care provider; M pre-existing condition;
    MC managed care coordinator; N only from this provider; O not medically necessary; P benefit disclaimer;
    Q second opinion required; R other or additional payer; S prior year history; T card reported lost or stolen;
    U contact the following for benefits; V cannot process; W other source of data; X health care facility;
    Y spend down"""
)
# EB02, EQ03
COVERAGE_LEVELS: Final = _table(
    """CHD children only; DEP dependents only; ECH employee and children; EMP employee only; ESP employee and spouse;
    FAM family; IND individual; SPC spouse and children; SPO spouse only"""
)
# EB06, HSD05
PERIODS: Final = _table(
    """6 hour; 7 day; 13 24 hours; 21 years; 22 service year; 23 calendar year; 24 year to date; 25 contract;
    26 episode; 27 visit; 28 outlier; 29 remaining; 30 exceeded; 31 not exceeded; 32 lifetime; 33 lifetime remaining;
    34 month; 35 week; 36 admission"""
)
# EB09, HSD01
QUANTITIES: Final = _table(
    """8H minimum; 99 used; CA covered, actual; CE covered, estimated; D3 coinsurance days; DB deductible blood units;
    DY days; FL units; HS hours; LA lifetime reserve, actual; LE lifetime reserve, estimated; M2 maximum; MN months;
    P6 services or procedures; QA approved; S7 age, high; S8 age, low; VS visits; YY years"""
)
# EB12
NETWORKS: Final = {"Y": "in network", "N": "out of network", "U": "network unknown", "W": "in or out of network"}
# AAA04
FOLLOW_UPS: Final = _table(
    """C correct and send again; N do not send again; P send the original again; R may be sent again;
    S do not send again, a third party was asked; W wait 30 days, then send again; X wait 10 days, then send again;
    Y do not send again, the answer will come"""
)


class RejectReason(NamedTuple):
    """An AAA03: what it means and what can be done about it."""

    meaning: str
    fix: str


_PROVIDER: Final = "the provider in 2100B: NPI, name and address as enrolled with this payer"
_MEMBER_ID: Final = "the member id as it stands on the card"
_NAME: Final = "the name as the payer knows it: no nickname, suffix apart"
_BIRTH: Final = "the birth date"
_DATES: Final = "the dates of service"
_SERVICE: Final = "the service type or procedure asked about"
_AUTHORIZATION: Final = "the authorization or referral number"
_ENROLL: Final = "nothing in the request: enroll the provider or the submitter with this payer"
_NOTHING: Final = "nothing"

# AAA03
REJECT_REASONS: Final[dict[str, RejectReason]] = {
    "04": RejectReason("more was asked at once than is allowed", "the number of people in one request"),
    "15": RejectReason("required data is missing", "what the payer's companion guide requires"),
    "33": RejectReason("the input has errors", "what the payer's companion guide requires"),
    "41": RejectReason("no authorization to ask this", _ENROLL),
    "42": RejectReason("the payer cannot answer now", _NOTHING),
    "43": RejectReason("the provider's id is invalid or missing", _PROVIDER),
    "44": RejectReason("the provider's name is invalid or missing", _PROVIDER),
    "45": RejectReason("the provider's specialty is invalid or missing", "the taxonomy code in PRV"),
    "46": RejectReason("the provider's phone number is invalid or missing", _PROVIDER),
    "47": RejectReason("the provider's state is invalid or missing", _PROVIDER),
    "48": RejectReason("the referring provider's id is invalid or missing", "the referring provider's NPI"),
    "49": RejectReason("the provider is not the primary care provider", "who asks: the primary care provider"),
    "50": RejectReason("the provider may not ask", _ENROLL),
    "51": RejectReason("the provider is not on file", _PROVIDER),
    "52": RejectReason("the dates are outside the provider's enrollment", _DATES),
    "53": RejectReason("the benefit does not fit the provider's type", _SERVICE),
    "54": RejectReason("the kind of procedure code does not fit", _SERVICE),
    "55": RejectReason("the procedure code does not fit", _SERVICE),
    "56": RejectReason("a date does not fit", _DATES),
    "57": RejectReason("the dates of service are invalid or missing", _DATES),
    "58": RejectReason("the birth date is invalid or missing", _BIRTH),
    "60": RejectReason("the birth date is after the date of service", _BIRTH),
    "61": RejectReason("the date of death is before the date of service", _DATES),
    "62": RejectReason("the date of service is outside what may be asked", _DATES),
    "63": RejectReason("the date of service is in the future", _DATES),
    "64": RejectReason("the patient's id is invalid or missing", _MEMBER_ID),
    "65": RejectReason("the patient's name is invalid or missing", _NAME),
    "66": RejectReason("the patient's sex is invalid or missing", "the sex in DMG03"),
    "67": RejectReason("the patient was not found", "the member id, name and birth date"),
    "68": RejectReason("the patient's id is not unique", "name and birth date beside the id"),
    "69": RejectReason("it does not fit the patient's age", _SERVICE),
    "70": RejectReason("it does not fit the patient's sex", _SERVICE),
    "71": RejectReason("the patient's birth date does not match", _BIRTH),
    "72": RejectReason("the subscriber's id is invalid or missing", _MEMBER_ID),
    "73": RejectReason("the subscriber's name is invalid or missing", _NAME),
    "74": RejectReason("the subscriber's sex is invalid or missing", "the sex in DMG03"),
    "75": RejectReason("the subscriber was not found", "the member id, name and birth date; perhaps another payer"),
    "76": RejectReason("the subscriber's id is not unique", "name and birth date beside the id"),
    "77": RejectReason("the subscriber was found, the patient was not", "the dependent's name and birth date"),
    "78": RejectReason("the subscriber is not in the group or plan", "the group number; perhaps another payer"),
    "79": RejectReason("a participant's id is invalid", "the payer id and the submitter's id"),
    "80": RejectReason("no answer came, the request was ended", _NOTHING),
    "97": RejectReason("the provider's address is invalid or missing", _PROVIDER),
    "98": RejectReason("the procedure is experimental", _SERVICE),
    "AA": RejectReason("the authorization number was not found", _AUTHORIZATION),
    "AE": RejectReason("the primary care provider has to authorize it", _AUTHORIZATION),
    "AF": RejectReason("diagnosis codes are invalid or missing", "the diagnoses in HI"),
    "AG": RejectReason("procedure codes are invalid or missing", _SERVICE),
    "AO": RejectReason("more is needed on the patient's condition", "the diagnoses in HI"),
    "CI": RejectReason("the certification does not match the patient", _AUTHORIZATION),
    "E8": RejectReason("a medical review is required", _NOTHING),
    "IA": RejectReason("the authorization number has the wrong form", _AUTHORIZATION),
    "MA": RejectReason("the authorization number is missing", _AUTHORIZATION),
    "T4": RejectReason("the payer's name or id is missing", "the payer in 2100A"),
}
