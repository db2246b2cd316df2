"""Rules of a claim payment: what adds up, what its status asks for, which codes go together."""

from typing import Final

from api.x12.check.rule import rule

SETS: Final = ("835",)
_GUIDE: Final = "005010X221A1"
_BALANCING: Final = f"{_GUIDE} section 1.10.2.1; RFI 2601"
LINE: Final = rule("balance.line", "SVC02 less the adjustments of the line is SVC03", _BALANCING, sets=SETS)
CLAIM: Final = rule(
    "balance.claim",
    "CLP03 less all adjustments of the claim is CLP04; the lines' charges add up to CLP03",
    _BALANCING,
    sets=SETS,
)
CHECK: Final = rule(
    "balance.check", "BPR02 is the claims' payments less the provider adjustments", _BALANCING, sets=SETS
)
SHARE: Final = rule(
    "claim.patient_share", "CLP05 is the sum of the PR adjustments", f"{_GUIDE}, CLP05; RFI 2548", sets=SETS
)
REVERSAL_SHARE: Final = rule(
    "reversal.patient_share", "a reversal (CLP02 22) leaves CLP05 empty", f"{_GUIDE}, CLP05; RFI 2548", sets=SETS
)
REVERSAL_SIGN: Final = rule(
    "reversal.sign",
    "a reversal (CLP02 22) negates the amounts it takes back",
    f"{_GUIDE} section 1.10.2.8; RFI 1147, 791, 227",
    sets=SETS,
)
CROSSOVER: Final = rule(
    "status.crossover",
    "a claim that was forwarded (CLP02 19, 20, 21, 23) names the carrier in NM1*TT",
    f"{_GUIDE}, NM1*TT [G]",
    sets=SETS,
    segment_code="I6",
    trigger="CLP02",
)
DENIED_PAID: Final = rule(
    "status.denied_paid",
    "CLP02 4 says the patient is not recognized, and yet there is a payment",
    f"{_GUIDE}, CLP02 [G]; RFI 1423, 1079, 1885",
    sets=SETS,
)
CARC_GROUP: Final = rule(
    "carc.group", "an adjustment reason under a group its text excludes", "X12 code source 139", sets=SETS
)
CARC_REMARK: Final = rule(
    "carc.remark",
    "an adjustment reason whose text asks for a remark code stands without one",
    "X12 code source 139",
    sets=SETS,
    segment_code="I6",
)
RARC: Final = rule("rarc.unknown", "a remark code that was never assigned", "X12 code source 411", sets=SETS)
FORWARDED: Final = frozenset({"19", "20", "21", "23"})
REVERSAL: Final = "22"
DENIED: Final = "4"
