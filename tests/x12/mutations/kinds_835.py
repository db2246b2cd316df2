"""The 44 kinds of single defects of an 835."""

from tests.x12.mutations.draft import Draft
from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted

_CLP = "CLP*CLM0001"
_FORWARDED = "CLP*CLM0004"


def _pay(draft: Draft, cents: int) -> Draft:
    """Change BPR02 so that the check still balances."""
    return draft.add_to("BPR", 2, cents)


def _no_payment(draft: Draft, amount: str, method: str = "NON", handling: str = "H") -> Draft:
    return draft.put("BPR", 2, amount).put("BPR", 4, method).put("BPR", 1, handling)


def _two_transactions(draft: Draft) -> Draft:
    first, last = draft.at("ST"), draft.at("SE")
    draft.segments[last + 1 : last + 1] = [list(segment) for segment in draft.segments[first : last + 1]]
    return draft


def _unlink(draft: Draft) -> Draft:
    """A paid claim on which the patient was not recognized."""
    return draft.put(_CLP, 2, "4")


def _plb(draft: Draft, element: int, value: str, cents: int = 0) -> Draft:
    return _pay(draft.put("PLB", element, value), cents)


KINDS_835: tuple[Kind, ...] = (
    uncounted(
        "SE01 count wrong",
        ("envelope.se01", lambda d: d.put("SE", 1, "99")),
        ("envelope.se01", lambda d: d.put("SE", 1, "62")),
        ("envelope.se01", lambda d: d.put("SE", 1, "X")),
    ),
    uncounted(
        "SE02 differs from ST02",
        ("envelope.se02", lambda d: d.put("SE", 2, "0002")),
        ("envelope.se02", lambda d: d.put("SE", 2, "")),
    ),
    uncounted("SE missing", ("envelope.se_missing", lambda d: d.drop("SE"))),
    mixed("ST02 twice in a group", ("envelope.st02_repeated", _two_transactions)),
    uncounted(
        "GE01 count wrong; GE02 differs from GS06",
        ("envelope.ge01", lambda d: d.put("GE", 1, "2")),
        ("envelope.ge02", lambda d: d.put("GE", 2, "102")),
    ),
    uncounted(
        "IEA01 count wrong; IEA02 differs from ISA13",
        ("envelope.iea01", lambda d: d.put("IEA", 1, "2")),
        ("envelope.iea02", lambda d: d.put("IEA", 2, "000000102")),
    ),
    uncounted(
        "IEA missing, file cut",
        ("envelope.iea_missing", lambda d: d.drop("IEA")),
        ("envelope.ge_missing", lambda d: d.drop("IEA").drop("GE")),
        ("envelope.se_missing", lambda d: d.drop_loop("CLP", "IEA", 3).drop("IEA")),
    ),
    kind("ST01 837 in an HP group", "envelope.functional_id", lambda d: d.put("ST", 1, "837")),
    kind(
        "GS08 unknown",
        "version.unsupported",
        lambda d: d.put("GS", 8, "005010X221A9"),
        lambda d: d.put("GS", 8, "004010X091A1"),
        lambda d: d.put("GS", 8, "006020X999"),
    ),
    mixed(
        "trailing empty elements; unknown segment; segment out of order",
        ("element.trailing", lambda d: d.segments[d.at("CLP")].append("")),
        ("element.trailing", lambda d: d.segments[d.at("LX")].extend(["", ""])),
        ("segment.unknown", lambda d: d.insert("CLP", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("CLP", "SBR*P")),
        ("segment.order", lambda d: d.swap("N3", "N4")),
        ("segment.order", lambda d: d.swap("CAS*CO*45", "REF*6R")),
        ("segment.repeats", lambda d: d.insert("TRN", "TRN*1*EFT0002*1000087726")),
        (
            "segment.place",
            lambda d: d.insert("PLB", "SVC*HC:99213*1*1", after=False).insert("SVC", "N4*ALBANY*NY*12207"),
        ),
        ("segment.qualifier", lambda d: d.insert("LQ", "REF*ZZ*1")),
    ),
    kind("BPR02 off by a cent", "balance.check", lambda d: _pay(d, 1), lambda d: _pay(d, -1)),
    kind("BPR02 with three decimals", "money.unreadable", lambda d: d.put("BPR", 2, "156.250")),
    kind(
        "BPR02 negative",
        "payment.negative",
        lambda d: d.put("BPR", 2, "-156.25"),
        lambda d: _plb(d, 4, "510", -50_000),
    ),
    kind(
        "NON or BPR01=H with BPR02 > 0",
        "payment.non",
        lambda d: d.put("BPR", 4, "NON"),
        lambda d: d.put("BPR", 1, "H"),
        lambda d: _no_payment(d, "156.25"),
        lambda d: _no_payment(d, "0", handling="I"),
    ),
    kind(
        "BPR04 not in the list",
        "element.code",
        lambda d: d.put("BPR", 4, "EFT"),
        lambda d: d.put("BPR", 4, "CCC"),
    ),
    mixed(
        "BPR16 missing or no date",
        ("element.missing", lambda d: d.put("BPR", 16, "")),
        ("element.date", lambda d: d.put("BPR", 16, "20260230")),
        ("element.date", lambda d: d.put("BPR", 16, "20990080")),
    ),
    mixed(
        "TRN or TRN03 missing",
        ("segment.missing", lambda d: d.drop("TRN")),
        ("element.missing", lambda d: d.put("TRN", 3, "")),
        ("element.missing", lambda d: d.put("TRN", 2, "")),
    ),
    kind("PER*BL missing", "segment.missing", lambda d: d.drop("PER*BL")),
    mixed(
        "payee N104 missing",
        ("element.missing", lambda d: d.put("N1*PE", 4, "")),
        ("element.missing", lambda d: d.put("N1*PE", 4, "").put("N1*PE", 3, "")),
        ("loop.missing", lambda d: d.drop_loop("N1*PE", "LX")),
    ),
    kind(
        "payee NPI fails Luhn",
        "npi.checksum",
        lambda d: d.put("N1*PE", 4, "1234567894"),
        lambda d: d.put("N1*PE", 4, "123456789"),
        lambda d: d.put("NM1*82", 9, "1234567890"),
    ),
    kind("LX missing before CLP", "segment.missing", lambda d: d.drop("LX")),
    kind(
        "CLP01 or CLP07 missing",
        "element.missing",
        lambda d: d.put(_CLP, 7, ""),
        lambda d: d.put(_CLP, 1, ""),
    ),
    kind(
        "CLP02 not in the list",
        "element.code",
        lambda d: d.put(_CLP, 2, "5"),
        lambda d: d.put(_CLP, 2, "99"),
        lambda d: d.put(_CLP, 2, "01"),
    ),
    kind(
        "CLP04 off by a cent",
        "balance.claim",
        lambda d: _pay(d.add_to(_CLP, 4, 1), 1),
        lambda d: _pay(d.add_to(_FORWARDED, 4, -1), -1),
        lambda d: _pay(d.add_to("CLP*CLM0005", 4, 1), 1),
    ),
    kind(
        "sum SVC02 differs from CLP03",
        "balance.claim",
        lambda d: d.add_to(_CLP, 3, 100).add_to("CAS*CO*45", 3, 100),
        lambda d: d.add_to("SVC", 2, 1).add_to("CAS*CO*45", 3, 1),
    ),
    kind(
        "CLP05 differs from sum PR",
        "claim.patient_share",
        lambda d: d.put(_CLP, 5, "20"),
        lambda d: d.put(_CLP, 5, ""),
        lambda d: d.put("CLP*CLM0005", 5, "5"),
    ),
    kind("CLP05 filled on a 22", "reversal.patient_share", lambda d: d.put("CLP*CLM0003", 5, "-25")),
    kind(
        "22 with amounts not negated",
        "reversal.sign",
        lambda d: d.put("CLP*CLM0003", 3, "150"),
        lambda d: d.put("CLP*CLM0003", 4, "80"),
        lambda d: d.put("SVC", 2, "150", 3),
        lambda d: d.put("CLP*CLM0003", 2, "22", 2),
    ),
    kind(
        "19/20/21/23 without NM1*TT",
        "status.crossover",
        lambda d: d.drop("NM1*TT"),
        lambda d: d.put(_CLP, 2, "20"),
        lambda d: d.put(_CLP, 2, "21"),
        lambda d: d.put(_CLP, 2, "23"),
    ),
    kind("4 with a payment", "status.denied_paid", _unlink),
    kind("NM1*QC missing", "segment.missing", lambda d: d.drop("NM1*QC"), lambda d: d.drop("NM1*QC", 6)),
    kind(
        "CAS group CR",
        "element.code",
        lambda d: d.put("CAS*CO*45", 1, "CR"),
        lambda d: d.put("CAS*CO*29", 1, "CR"),
    ),
    mixed(
        "CAS without amount",
        ("money.missing", lambda d: d.put("CAS*CO*45", 3, "")),
        ("element.conditional", lambda d: d.put("CAS*CO*45", 5, "253")),
    ),
    kind(
        "CARC unknown",
        "carc.unknown",
        lambda d: d.put("CAS*CO*45", 2, "999"),
        lambda d: d.put("CAS*CO*29", 2, "ZZ1"),
        lambda d: d.put("CAS*PR*3", 2, "03"),
    ),
    kind(
        "RARC unknown in LQ",
        "rarc.unknown",
        lambda d: d.put("LQ", 2, "N9999"),
        lambda d: d.put("LQ", 2, "M500"),
        lambda d: d.put("MOA", 3, "MA999"),
    ),
    kind(
        "CO-16 without its RARC",
        "carc.remark",
        lambda d: d.drop("LQ"),
        lambda d: d.put("CAS*CO*29", 2, "96").drop("MOA"),
    ),
    kind(
        "CARC in a group it may not have (CO-18, CO-257)",
        "carc.group",
        lambda d: d.put("CAS*CO*45", 2, "18"),
        lambda d: d.put("CAS*CO*29", 2, "257"),
        lambda d: d.put("CAS*PR*3", 2, "23"),
    ),
    kind(
        "SVC03 off by a cent",
        "balance.line",
        lambda d: d.add_to("SVC", 3, 1),
        lambda d: d.add_to("SVC", 3, -1, 5),
        lambda d: d.add_to("CAS*CO*45", 3, 1),
    ),
    kind("SVC02 missing", "money.missing", lambda d: d.put("SVC", 2, "")),
    mixed(
        "PLB code unknown; pair without amount",
        ("element.code", lambda d: d.put("PLB", 3, "XX:CLM0099")),
        ("money.missing", lambda d: d.put("PLB", 4, "")),
        ("element.conditional", lambda d: d.put("PLB", 11, "WO:CLM0097")),
    ),
    kind("PLB amount zero", "plb.zero", lambda d: _plb(d, 8, "0", 500), lambda d: _plb(d, 4, "0.00", 1_000)),
    kind("FB without a reference in PLB03-2", "plb.reference", lambda d: d.put("PLB", 7, "FB")),
    kind(
        "PLB signs swapped",
        "plb.sign",
        lambda d: d.put("PLB", 4, "-10").put("PLB", 6, "10"),
        lambda d: _plb(d, 10, "1.25", -250),
    ),
    kind("AMT*I without PLB L6", "plb.interest", lambda d: _plb(d, 10, "", -125).put("PLB", 9, "")),
)
