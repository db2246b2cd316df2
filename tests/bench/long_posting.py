"""A remittance of any number of claims of two lines, and the claims that it is about.

The claims are copies, made in SQL, of one that came in through the API: what is measured is the posting.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import psycopg

from tests.builders.x12_files import interchange

CLAIMS = 17_400
DENIED_EACH, SHARED_EACH = 20, 5
"""Of so many claims one is denied in part; of so many the patient owes a part."""
SHARE_CENTS = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A service line as the 835 tells of it."""

    procedure: str
    charge_cents: int
    control_number: str
    share_cents: int = 0
    is_denied: bool = False

    def segments(self, day: str) -> list[str]:
        """Paid but for a contractual tenth and what the patient owes; or denied, but for the tenth."""
        rest = self.charge_cents - self._withheld_cents
        adjustments = [("CO", "45", self._withheld_cents)]
        adjustments += [("PR", "3", self.share_cents)] * bool(self.share_cents)
        adjustments += [("CO", "197", rest)] * self.is_denied
        return [
            f"SVC*HC:{self.procedure}*{_amount(self.charge_cents)}*{_amount(self.paid_cents)}**1",
            f"DTM*472*{day}",
            *(f"CAS*{group}*{carc}*{_amount(cents)}" for group, carc, cents in adjustments),
            f"REF*6R*{self.control_number}",
        ]

    @property
    def _withheld_cents(self) -> int:
        return self.charge_cents // 10

    @property
    def paid_cents(self) -> int:
        return 0 if self.is_denied else self.charge_cents - self._withheld_cents - self.share_cents


Told = list[tuple[str, list[Line]]]
"""Claim numbers with their lines."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Claims that are alike but for their numbers: the lines they have, and the day of service."""

    numbers: list[str]
    lines: list[Line]
    day: str

    def plain(self) -> Told:
        """All paid alike."""
        return [(number, self.lines) for number in self.numbers]

    def mixed(self) -> Told:
        """Some denied in part, some with a copay."""
        first, *others = self.lines
        shared = [replace(first, share_cents=SHARE_CENTS), *others]
        denied = [*self.lines[:-1], replace(self.lines[-1], is_denied=True)]
        return [
            (number, denied if not at % DENIED_EACH else shared if not at % SHARED_EACH else self.lines)
            for at, number in enumerate(self.numbers)
        ]


def copies(url: str, practice_id: str, claim_id: str, count: int = CLAIMS, letter: str = "B") -> Copied:
    """Make the claims, each with a patient, a coverage and a first-pass fact of its own; `letter` begins their
    numbers.
    """
    mine = f"t.tenant_id = '{practice_id}'"
    with psycopg.connect(url) as connection:
        connection.execute("set local session_replication_role = replica")
        connection.execute(
            "create temporary table made on commit drop as select uuidv7() as id, uuidv7() as patient_id,"
            f" uuidv7() as coverage_id, uuidv7() as encounter_id, '{letter}' || lpad(n::text, 14, '0') as number"
            f" from generate_series(1, {count}) n"
        )
        for table, key in (("claim_balance", "claim_id"), ("line_balance", "claim_id"), ("service_line", "claim_id")):
            connection.execute(_copied(table, "'claim_id', m.id", f"{mine} and t.{key} = '{claim_id}'"))
        of_claim = f"{mine} and t.id = (select %s from claim c where c.id = '{claim_id}')"
        own = "sha256(m.id::text::bytea)"
        person = f"'id', m.patient_id, 'external_id_index', {own}"
        connection.execute(_copied("patient", person, of_claim % "patient_id"))
        member = f"'id', m.coverage_id, 'patient_id', m.patient_id, 'external_id_index', {own}"
        connection.execute(_copied("coverage", member, of_claim % "coverage_id"))
        connection.execute(
            _copied("first_pass_fact", "'family_id', m.id", f"{mine} and t.family_id = '{claim_id}'"),
        )
        changed = (
            "'id', m.id, 'number', m.number, 'family_id', m.id, 'receivable_claim_id', m.id, 'patient_id',"
            " m.patient_id, 'coverage_id', m.coverage_id, 'encounter_id', m.encounter_id, 'state', 'accepted',"
            " 'payer_claim_control_number', null"
        )
        connection.execute(_copied("claim", changed, f"{mine} and t.id = '{claim_id}'"))
        numbers = [row[0] for row in connection.execute("select number from made order by number")]
        found = connection.execute(
            "select procedure, charge_cents, control_number, service_date from service_line t"
            f" where {mine} and claim_id = '{claim_id}' order by line_no".encode()
        ).fetchall()
    return Copied(numbers, [Line(*row[:3]) for row in found], found[0][3].strftime("%Y%m%d"))


def _copied(table: str, changed: str, where: str) -> bytes:
    return (
        f"insert into {table} select (jsonb_populate_record(t, jsonb_build_object({changed}))).*"
        f" from {table} t cross join made m where {where}"
    ).encode()


def remittance(npi: str, told: Told, day: str, trace: str = "LONGPOSTING") -> bytes:
    """The 835, balanced at every level."""
    accounts = "01*999999992*DA*123456*1999999999**01*999988880*DA*98765"
    body = [
        "ST*835*0001",
        f"BPR*I*{_amount(_paid(line for _, lines in told for line in lines))}*C*ACH*CCP*{accounts}*20260302",
        f"TRN*1*{trace}*1999999999",
        "DTM*405*20260302",
        "N1*PR*SANDBOX COMMERCIAL",
        "N3*1 PAYER PLAZA",
        "N4*SPRINGFIELD*IL*627010000",
        "PER*BL*SUPPORT*TE*8005550100",
        f"N1*PE*ELM STREET FAMILY MEDICINE*XX*{npi}",
        "LX*1",
    ]
    for number, lines in told:
        charged, shared = sum(line.charge_cents for line in lines), sum(line.share_cents for line in lines)
        share = _amount(shared) if shared else ""
        body += [
            f"CLP*{number}*1*{_amount(charged)}*{_amount(_paid(lines))}*{share}*12*I{number}",
            "NM1*QC*1*DOE*JANE****MI*SBX01A000123",
            *(segment for line in lines for segment in line.segments(day)),
        ]
    return interchange([[*body, f"SE*{len(body) + 1}*0001"]], control="000009001")


def _paid(lines: Iterable[Line]) -> int:
    return sum(line.paid_cents for line in lines)


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")
