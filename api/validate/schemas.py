"""The report of a check."""

from pydantic import Field

from api.kit.schemas import Output
from api.x12.findings import BalanceLevel, Severity


class ValidationFinding(Output):
    """One thing that is wrong, where it stands and who says so. No value of the file is repeated."""

    rule: str = Field(description="Its id; docs/x12-rules.md lists them")
    severity: Severity
    blocking: bool = Field(description="Whether it blocks under the profile that was asked for")
    message: str
    segment: str
    position: int = Field(description="Counts segments: from ST in a transaction, from ISA in the envelope")
    byte_offset: int = Field(description="In the file; -1 when it is not known")
    loop: str
    element: str
    value_masked: str = Field(description="The shape of the value: A for a letter, 9 for a digit")
    expected: str
    source: str = Field(description="Who says so")
    level: BalanceLevel | None = Field(description="Where amounts do not balance")
    difference_cents: int | None


class ValidatedTransaction(Output):
    """One ST. `blocking` counts the faults of the envelope around it, which stand apart."""

    set: str = Field(description="835, 837P, 837I, 999, 277CA, 270, 271, 276, 277; ST01 when the version is unknown")
    version: str
    control_number: str
    claims: int
    blocking: bool
    findings: list[ValidationFinding]


class ValidationReport(Output):
    """A file: its transactions in order, and the findings of the envelope."""

    transactions: list[ValidatedTransaction]
    findings: list[ValidationFinding]
