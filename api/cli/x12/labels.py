"""What the codes of a remittance and of an acknowledgement say, in words of our own.

X12 publishes the texts of CARC, RARC and claim status codes under its terms; they are not here. These are short labels
for the most common codes, written for this product. A code without a label is shown as its number.
"""

from typing import Final


def table(text: str) -> dict[str, str]:
    """`code words; code words` as a mapping."""
    entries = (entry.split() for entry in text.split(";"))
    return {code: " ".join(words) for code, *words in entries}


# CLP02
CLAIM_PAYMENT_STATUSES: Final = table(
    """1 processed as primary; 2 processed as secondary; 3 processed as tertiary; 4 not processed, patient not known; 19
    processed as primary, forwarded; 20 processed as secondary, forwarded; 21 processed as tertiary, forwarded; 22
    reversal of an earlier payment; 23 not this payer's claim, forwarded; 25 predetermination, no payment"""
)
# BPR04
PAYMENT_METHODS: Final = table(
    "ACH electronic funds transfer; BOP the payer's choice; CHK check; FWT wire transfer; NON no payment"
)
# CAS01
GROUPS: Final = table(
    "CO contractual; OA other; PI the payer's own reduction; PR the patient owes; CR correction, 4010 only"
)
# CAS02 and on
CARCS: Final = table(
    """1 deductible; 2 coinsurance; 3 copay; 4 modifier missing or wrong for the procedure; 5 place of service does not
    fit the procedure; 6 does not fit the patient's age; 7 does not fit the patient's sex; 8 procedure does not fit
    the provider's specialty; 9 diagnosis does not fit the patient's age; 10 diagnosis does not fit the patient's
    sex; 11 diagnosis does not fit the procedure; 13 date of death is before the service; 14 birth date is after the
    service; 15 authorization number missing or wrong; 16 information missing or wrong, see the remarks; 18 exact
    duplicate; 19 work injury, workers' compensation pays; 20 liability insurer pays; 21 no-fault insurer pays; 22
    another payer may be first; 23 what prior payers paid or adjusted; 24 paid through capitation; 26 service before
    coverage began; 27 service after coverage ended; 29 filed too late; 31 patient not identified; 32 not an eligible
    dependent; 33 no coverage for dependents; 34 no coverage for newborns; 35 lifetime maximum reached; 39
    authorization was denied; 40 not an emergency; 44 prompt-pay discount; 45 above the fee schedule or contract; 49
    routine or preventive, not covered; 50 not medically necessary; 51 pre-existing condition; 54 several physicians
    or assistants not covered; 55 experimental; 58 wrong place of service; 59 rules for multiple procedures; 66 blood
    deductible; 70 cost outlier; 89 professional fees removed; 90 ingredient cost; 91 dispensing fee; 94 paid above
    the charge; 95 plan's procedures not followed; 96 not covered, see the remarks; 97 included in another service;
    100 paid to the patient; 101 predetermination; 102 major medical; 103 provider's promotional discount; 104
    managed care withholding; 105 tax withholding; 107 related claim not found; 109 belongs to another payer or
    contractor; 110 billed before the service; 116 advance notice not valid; 119 benefit maximum reached; 122
    psychiatric reduction; 128 in the mother's payment; 129 information of prior processing wrong; 130 claim
    submission fee; 131 negotiated discount; 132 demonstration project; 133 pending review; 136 prior payer's rules
    not followed; 137 regulatory surcharge or tax; 140 member id and name do not match; 142 monthly Medicaid patient
    liability; 144 incentive adjustment; 146 diagnosis not valid on the service date; 147 contracted rate expired;
    148 information from another provider missing; 149 lifetime maximum of this benefit; 150 level of service not
    supported; 151 number of services not supported; 153 dosage not supported; 154 days' supply not supported; 161
    performance bonus; 163 attachment not received; 164 attachment received too late; 165 referral missing or
    exceeded; 166 after this payer's responsibility; 167 diagnosis not covered; 169 alternate benefit paid; 170 not
    covered from this type of provider; 171 not covered from this provider in this facility; 172 not covered from
    this specialty; 177 patient does not meet eligibility; 178 spend down not met; 179 waiting period; 181 procedure
    code not valid on the date; 182 modifier not valid on the date; 183 referring provider may not refer; 184
    prescribing provider may not order; 185 rendering provider may not perform; 186 level of care; 187 paid from a
    spending account; 189 unlisted code where a specific one exists; 190 included in the nursing facility's stay; 193
    original decision stands; 194 anesthesia by the surgeon; 197 authorization missing; 198 authorization exceeded;
    199 revenue code and procedure do not match; 200 lapse of coverage; 202 personal comfort item; 203 service
    discontinued or reduced; 204 not covered by the plan; 206 NPI missing; 207 NPI of the wrong form; 208 NPI not on
    file; 209 by regulation, not to be collected; 210 authorization not in time; 211 drug code not eligible; 222
    above the contracted number of units; 223 required by law; 224 identity theft; 225 penalty or interest paid; 226
    provider did not send what was asked; 227 patient did not send what was asked; 228 prior payer was not sent what
    it asked; 229 part not considered by Medicare; 231 mutually exclusive procedures; 232 institutional transfer; 233
    hospital-acquired condition; 234 not paid separately; 235 sales tax; 236 combination not allowed by NCCI; 237
    regulatory penalty; 238 partly outside coverage; 242 not by a network or primary care provider; 243 not
    authorized by the primary care provider; 245 performance program withhold; 246 reporting only; 247 deductible of
    the professional part; 248 coinsurance of the professional part; 249 readmission; 250 wrong attachment; 251
    attachment incomplete; 252 attachment required; 253 sequestration; 256 not payable by the managed care contract;
    257 premium grace period; 258 patient in custody; 261 does not fit the patient's history; 267 spans several
    months; 269 anesthesia not covered; 272 coverage guidelines not met; 273 coverage guidelines exceeded; 275 prior
    payer's patient share not covered; 276 denied by the prior payer, not covered; 277 premium grace period of an
    exchange plan; A0 refund to the patient; A1 denied, see the remarks; A8 cannot be grouped; B1 visits not covered;
    B4 penalty for late filing; B7 provider not certified for this on the date; B8 an alternative was available; B9
    patient is in hospice; B10 part of a procedure that was paid; B11 sent on to the right payer; B12 not documented
    in the record; B13 paid before; B14 one visit a day; B15 required other service missing; B16 not a new patient;
    B20 furnished by another provider; B22 adjusted for the diagnosis"""
)
# LQ02, MIA, MOA
RARCS: Final = table(
    """M15 bundled with other services; M20 procedure code missing; M51 procedure code missing or wrong; M52 first day
    of service missing; M53 units missing; M62 authorization code missing; M76 diagnosis missing or wrong; M77 place
    of service missing or wrong; M79 charge missing; M81 code to the highest specificity; M86 paid before within the
    set time; M119 drug code missing or wrong; M127 medical record missing; MA01 may be appealed; MA04 the primary
    payer's decision is missing; MA07 also sent to Medicaid; MA13 do not bill the patient beyond PR; MA15 claim was
    split; MA18 also sent to the supplemental insurer; MA61 member number missing or wrong; MA63 principal diagnosis
    missing or wrong; MA92 other insurance's plan missing; MA120 CLIA number missing or wrong; MA130 unprocessable:
    send a new claim, no appeal; N4 prior insurer's statement missing; N19 incidental to another procedure; N20 not
    with the other service of the day; N29 documentation missing; N30 patient not eligible; N56 procedure code not
    right for the service or date; N95 not billable by this type of provider; N115 a local coverage decision; N130
    see the plan's benefit documents; N179 the member was asked for information; N210 may be appealed; N211 may not
    be appealed; N257 billing provider's id missing or wrong; N265 ordering provider's id missing or wrong; N286
    referring provider's id missing or wrong; N290 rendering provider's id missing or wrong; N362 units above the
    maximum; N381 see the contract; N382 patient's id missing or wrong; N386 a national coverage decision; N418 sent
    to the wrong payer; N425 excluded by statute; N432 after a recovery audit; N479 other payer's statement missing;
    N517 send a new claim with what was asked; N519 modifiers do not go together; N522 duplicate of a crossover
    claim; N620 quality code, for information; N657 bill with the appropriate code; N706 documentation missing; N822
    modifier missing; N823 modifier wrong"""
)
# PLB03-1
PROVIDER_ADJUSTMENTS: Final = table(
    """50 late charge; 51 interest penalty; 72 refund of the provider; 90 early payment allowance; AH origination fee;
    AM applied to a loan; AP acceleration of benefits; B2 rebate; B3 recovery allowance; BD bad debt; BN bonus; C5
    temporary allowance; CR capitation interest; CS adjustment; CT capitation payment; CV capital passthrough; CW
    nurse anesthetist passthrough; DM direct medical education; E3 withholding; FB forwarding balance; FC fund
    allocation; GO graduate medical education; HM hemophilia factor supplement; IP incentive premium; IR tax
    withholding; IS interim settlement; J1 nonreimbursable; L3 penalty; L6 interest; LE levy; LS lump sum; OA organ
    acquisition; OB offset for an affiliated provider; PI periodic interim payment; PL final payment; RA retroactive
    adjustment; RE return on equity; SL student loan repayment; TL third-party liability; WO overpayment recovery; WU
    unspecified recovery"""
)
# CLM05-3
FREQUENCIES: Final = table(
    """1 original; 2 first of a series; 3 continuing; 4 last of a series; 5 late charges; 6 corrected; 7 replacement of
    an earlier claim; 8 void of an earlier claim"""
)
# SBR01
SEQUENCES: Final = table("P primary; S secondary; T tertiary")
# PAT01, INS02
RELATIONSHIPS: Final = table("18 self; 01 spouse; 19 child; 20 employee; 21 unknown; 39 organ donor; 53 life partner")
# IK501, AK901, TA104
ACCEPTANCES: Final = table(
    """A accepted; E accepted with errors; M rejected, authentication failed; P partly accepted; R rejected; W rejected,
    assurance failed; X rejected, could not be decrypted"""
)
# IK304
SEGMENT_ERRORS: Final = table(
    """1 unknown segment; 2 unexpected here; 3 required, missing; 4 loop too often; 5 segment too often; 6 not in the
    set; 7 not in sequence; 8 has errors in its elements; I4 not used; I6 missing, another calls for it; I7 loop too
    seldom; I8 segment too seldom; I9 not used beside another"""
)
# IK403
ELEMENT_ERRORS: Final = table(
    """1 missing; 2 missing, another calls for it; 3 too many elements; 4 too short; 5 too long; 6 invalid character; 7
    invalid code; 8 invalid date; 9 invalid time; 10 not beside another; 12 too many repetitions; 13 too many
    components; I6 code not of the code list; I9 missing, another calls for it; I10 not used; I11 too few
    repetitions; I12 does not fit the pattern; I13 not used beside another"""
)
# IK502
SET_ERRORS: Final = table(
    """1 set not supported; 2 trailer missing; 3 control numbers differ; 4 segment count is wrong; 5 segments in error;
    6 set id missing or wrong; 7 control number missing or wrong; 23 control number used twice; I5 segments in error
    by the guide; I6 guide not supported"""
)
# AK905
GROUP_ERRORS: Final = table(
    """1 group not supported; 2 version not supported; 3 trailer missing; 4 control numbers differ; 5 set count is
    wrong; 6 control number is wrong; 19 control number used twice"""
)
# TA105
INTERCHANGE_ERRORS: Final = table(
    """000 no error; 001 control numbers differ; 002 standard not supported; 003 version not supported; 004 segment
    terminator is wrong; 005 sender's qualifier; 006 sender's id; 007 receiver's qualifier; 008 receiver's id; 009
    receiver unknown; 010 authorization qualifier; 011 authorization; 012 security qualifier; 013 security
    information; 014 date; 015 time; 016 standard's id; 017 version's id; 018 control number; 019 whether a TA1 is
    asked for; 020 test or production; 021 group count is wrong; 022 control structure is wrong; 023 file ends too
    early; 024 content is wrong; 025 control number used twice; 026 separator; 027 component separator; 028 delivery
    date; 029 delivery time; 030 delivery code; 031 grade of service"""
)
# STC03
ACTIONS: Final = table("WQ accepted; U rejected")
# STC01-2, STC10-2, STC11-2
STATUSES: Final = table(
    """0 nothing more to say; 1 see the remittance; 2 a letter follows; 3 decided, payment follows; 15 codes were
    changed; 16 forwarded; 17 forwarded by a third party; 19 receipt acknowledged; 20 accepted for processing; 21
    information missing or wrong; 23 returned; 24 not approved as submitter; 25 not approved; 26 not found; 27 policy
    canceled; 29 subscriber and policy do not match; 30 subscriber and id do not match; 32 subscriber and policy not
    found; 33 subscriber and id not found; 35 claim not found; 38 awaiting next cycle; 40 waiting for approval; 41
    special handling; 42 awaiting related charges; 44 pending a provider audit; 45 awaiting benefit determination; 46
    internal review; 47 internal review, data in process; 50 provider being verified; 52 other coverage being looked
    into; 54 duplicate of a processed claim; 55 assigned to an examiner; 56 awaiting eligibility; 65 paid; 66 usual
    and customary charge; 72 split payment; 78 duplicate of a waiting claim; 84 service not authorized; 85 not the
    primary payer; 88 not eligible on the dates of service; 91 not approved for the dates of service; 95 requested
    information missing; 96 no agreement; 97 eligibility not found; 98 applied to the deductible; 101 adjusts an
    earlier claim; 104 by the plan's provisions; 105 capitated; 106 not this payer's share; 107 by the contract; 116
    wrong payer; 121 too many service lines; 122 information prevents processing; 123 information requested; 124 name
    and address; 125 name; 126 address; 128 tax id; 145 specialty or taxonomy; 153 id; 156 relationship to the
    subscriber; 157 sex; 158 birth date; 159 date of death; 164 member number; 171 other coverage; 178 charge; 187
    dates of service; 188 statement dates; 189 admission date; 228 type of bill; 234 discharge status; 247 line
    information; 249 place of service; 252 authorization number; 254 principal diagnosis; 255 diagnosis; 286 other
    payer's decision; 294 supporting documentation; 306 description of the service; 400 claim out of balance; 402
    amount must be above zero; 448 invalid combination; 453 modifiers; 454 procedure code; 455 revenue code; 464
    payer's claim number; 476 units; 477 diagnosis pointers; 481 format is wrong; 483 maximum reached; 484 system not
    available; 488 diagnoses; 496 submitter not approved for this provider; 500 ZIP code; 501 state; 503 street; 504
    last name; 505 first name; 507 HCPCS code; 510 date in the future; 511 invalid character; 512 length is wrong;
    516 payment date; 521 adjustment reason; 535 claim frequency; 560 secondary id; 562 NPI; 684 syntax error, see
    the 999; 718 not sent in time; 732 against the billing guidelines; 746 duplicate submission"""
)
# NM101, STC01-3
ENTITIES: Final = table(
    """1P provider; 03 dependent; 36 employer; 40 receiver; 41 submitter; 71 attending provider; 72 operating provider;
    74 corrected insured; 77 service facility; 82 rendering provider; 85 billing provider; 87 pay-to provider; AY
    clearinghouse; DK ordering provider; DN referring provider; DQ supervising provider; FA facility; GB other
    insured; IL subscriber; P3 primary care provider; P5 plan sponsor; PR payer; PRP primary payer; QC patient; SEP
    secondary payer; TTP tertiary payer; TT crossover carrier; TV third-party administrator; X3 utilization manager;
    X4 spouse; 13 contracted provider; 2B third-party administrator; 45 drop-off; PW pickup; LI independent lab"""
)


def in_words(code: str, labels: dict[str, str]) -> str:
    """The label alone, or the code when it has none."""
    return labels.get(code, code)
