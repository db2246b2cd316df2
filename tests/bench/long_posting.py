"""One remittance of 17,400 claims of two lines, and the claims that it is about.

The claims are copies, made in SQL, of one that came in through the API: what is measured is the posting.
"""

from dataclasses import dataclass

import psycopg

from tests.builders.x12_files import interchange

CLAIMS = 17_400


@dataclass(frozen=True, slots=True)
class Line:
    """A service line as the 835 tells of it."""

    procedure: str
    charge_cents: int
    control_number: str

    def segments(self, day: str) -> list[str]:
        """Paid but for a contractual tenth."""
        withheld = self.charge_cents // 10
        paid = self.charge_cents - withheld
        return [
            f"SVC*HC:{self.procedure}*{_amount(self.charge_cents)}*{_amount(paid)}**1",
            f"DTM*472*{day}",
            f"CAS*CO*45*{_amount(withheld)}",
            f"REF*6R*{self.control_number}",
        ]

    @property
    def paid_cents(self) -> int:
        return self.charge_cents - self.charge_cents // 10


def copies(url: str, practice_id: str, claim_id: str) -> tuple[list[str], list[Line], str]:
    """Make the claims; their numbers, the lines they all have, and the day of service."""
    mine = f"tenant_id = '{practice_id}'"
    with psycopg.connect(url) as connection:
        connection.execute("set local session_replication_role = replica")
        connection.execute(
            "create temporary table made on commit drop as select gen_random_uuid() as id,"
            f" 'B' || lpad(n::text, 14, '0') as number from generate_series(1, {CLAIMS}) n"
        )
        for table, key in (("claim_balance", "claim_id"), ("line_balance", "claim_id"), ("service_line", "claim_id")):
            connection.execute(
                f"insert into {table} select (jsonb_populate_record(t, jsonb_build_object('claim_id', m.id))).*"
                f" from {table} t cross join made m where t.{mine} and t.{key} = '{claim_id}'".encode()
            )
        connection.execute(
            "insert into claim select (jsonb_populate_record(t, jsonb_build_object('id', m.id, 'number', m.number,"
            f" 'family_id', m.id, 'state', 'accepted', 'payer_claim_control_number', null))).*"
            f" from claim t cross join made m where t.{mine} and t.id = '{claim_id}'".encode()
        )
        numbers = [row[0] for row in connection.execute("select number from made order by number")]
        found = connection.execute(
            "select procedure, charge_cents, control_number, service_date from service_line"
            f" where {mine} and claim_id = '{claim_id}' order by line_no".encode()
        ).fetchall()
    return numbers, [Line(*row[:3]) for row in found], found[0][3].strftime("%Y%m%d")


def remittance(npi: str, numbers: list[str], lines: list[Line], day: str) -> bytes:
    """The 835, balanced at every level."""
    charged, paid = sum(line.charge_cents for line in lines), sum(line.paid_cents for line in lines)
    accounts = "01*999999992*DA*123456*1999999999**01*999988880*DA*98765"
    body = [
        "ST*835*0001",
        f"BPR*I*{_amount(paid * len(numbers))}*C*ACH*CCP*{accounts}*20260302",
        "TRN*1*LONGPOSTING*1999999999",
        "DTM*405*20260302",
        "N1*PR*SANDBOX COMMERCIAL",
        "N3*1 PAYER PLAZA",
        "N4*SPRINGFIELD*IL*627010000",
        "PER*BL*SUPPORT*TE*8005550100",
        f"N1*PE*ELM STREET FAMILY MEDICINE*XX*{npi}",
        "LX*1",
    ]
    told = [segment for line in lines for segment in line.segments(day)]
    for number in numbers:
        body += [
            f"CLP*{number}*1*{_amount(charged)}*{_amount(paid)}**12*I{number}",
            "NM1*QC*1*DOE*JANE****MI*SBX01A000123",
            *told,
        ]
    return interchange([[*body, f"SE*{len(body) + 1}*0001"]], control="000009001")


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")
