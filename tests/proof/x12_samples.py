"""Every public sample: what it holds, what of it blocks, and what the judges said of it."""

import csv
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from api.x12 import NotX12, check_file, read_file
from api.x12.convert import read_record
from tests.proof.registry import proof
from tests.x12.samples import sample_folder

_JUDGES: Final = ("pyx12_4.0.0", "linuxforhealth_0.57")
# Files a judge accepts that we block, by how their names end, and why.
_REASONS: Final = {
    "subscriber-health-benefit-check-error.271": "SE02 differs from ST02, on purpose; the second judge compares none",
    "277_5010/x12_277_x212.txt": "IEA02 differs from ISA13; the second judge compares none",
}
_HAS_MAP: Final = frozenset({"835", "837P", "837I", "999", "277CA", "270", "271", "276", "277"})


class _Row(NamedTuple):
    file: str
    sets: str
    blocking: str
    verdicts: tuple[str, str]
    is_judged: bool

    @property
    def is_disputed(self) -> bool:
        """A judge that has a map for all of it accepts it, and we block it."""
        judged = next((verdict for verdict in self.verdicts if verdict != "no map"), "")
        return self.is_judged and judged == "accepts" and self.blocking not in {"", "not X12"}


def _row(folder: Path, listed: dict[str, str]) -> _Row:
    """Reads each ST too: an exception is a failure of the proof."""
    verdicts = (_verdict(listed[_JUDGES[0]]), _verdict(listed[_JUDGES[1]]))
    path = folder / listed["path"]
    try:
        check = check_file(path)
    except NotX12:
        return _Row(listed["path"], "", "not X12", verdicts, is_judged=False)
    for transaction in read_file(path).transactions():
        read_record(transaction)
    sets = list(dict.fromkeys(transaction.set_name for transaction in check.transactions))
    findings = [*check.findings, *(finding for each in check.transactions for finding in each.findings)]
    blocking = sorted({finding.rule for finding in findings if finding.blocking})
    return _Row(listed["path"], " ".join(sets), " ".join(blocking), verdicts, is_judged=set(sets) <= _HAS_MAP)


def _verdict(text: str) -> str:
    """A verdict of the manifest in a word: the reasons are long, and stand there."""
    return {"ok": "accepts", "nomap": "no map"}.get(text, "rejects")


def _reason(file: str) -> str:
    return next((reason for ending, reason in _REASONS.items() if file.endswith(ending)), "")


@proof("x12.samples")
def samples() -> dict[str, Any]:
    """The table is printed. What a judge that has a map accepts and we block is `disputed`, each with the reason."""
    folder = sample_folder()
    if folder is None:
        return {"ok": True, "skipped": "no sample files: set X12_SAMPLES"}
    with (folder / "MANIFEST.tsv").open(newline="", encoding="utf-8") as file:
        rows = [_row(folder, listed) for listed in csv.DictReader(file, delimiter="\t")]
    width = max(len(row.file) for row in rows)
    sys.stdout.write(f"{'file':{width}}  {'sets':10}  pyx12    second   blocking\n")
    for row in rows:
        first, second = row.verdicts
        sys.stdout.write(f"{row.file:{width}}  {row.sets:10}  {first:7}  {second:7}  {row.blocking or '-'}\n")
    disputed = {row.file: _reason(row.file) for row in rows if row.is_disputed}
    return {
        "files": len(rows),
        "blocked": sum(bool(row.blocking) for row in rows),
        "accepted_by_a_judge": sum("accepts" in row.verdicts for row in rows),
        "disputed": disputed,
        "ok": all(disputed.values()),
    }
