"""What `check` hands back: findings by transaction, those of the envelope apart."""

import msgspec

from api.x12.findings import Finding


class TransactionCheck(msgspec.Struct, frozen=True, kw_only=True):
    """One ST: what it is, how many claims it holds, what is wrong in it.

    `is_blocked` counts the faults of the GS/GE and ISA/IEA around it as well, which stand in `FileCheck.findings`.
    """

    set_name: str  # 835, 837P, 837I, 999, 277CA ...; ST01 when the version is unknown
    version: str  # GS08
    control_number: str  # ST02
    claims: int = 0
    findings: list[Finding] = []
    is_blocked: bool = False


class FileCheck(msgspec.Struct, frozen=True, kw_only=True):
    """One file: its transactions in order, and the findings of the envelope."""

    transactions: list[TransactionCheck] = []
    findings: list[Finding] = []

    @property
    def is_blocked(self) -> bool:
        """Whether anything in the file blocks."""
        return any(finding.blocking for finding in self.findings) or any(t.is_blocked for t in self.transactions)
