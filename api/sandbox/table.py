"""The scenarios as a reader chooses among them: the README's table is made from here."""

from typing import Final

from api.sandbox.scenarios import SCENARIOS, Scenario

HEADER: Final = "| Scenario | What the payer answers | The claim ends |\n|---|---|---|\n"
_GATES: Final = {"999": "A 999 refuses the whole file", "ta1": "A TA1 refuses the whole interchange"}


def scenario_table() -> str:
    """Every scenario with its answer and the state that it leaves the claim in, as a Markdown table."""
    rows = (f"| `{name}` | {answer_of(row)} | {ending_of(row)} |\n" for name, row in SCENARIOS.items())
    return HEADER + "".join(rows)


def answer_of(scenario: Scenario) -> str:
    """What comes back, in words and codes."""
    if scenario.gate != "open":
        return _GATES[scenario.gate]
    if scenario.rejection is not None:
        code = scenario.rejection
        return f"The 277CA rejects the claim: {code.category}, {code.status}, entity {code.entity}"
    if scenario.is_silent:
        return "The 277CA says that the claim came (A1); no 835 follows"
    if scenario.denial is not None:
        remarks = f" with {', '.join(scenario.denial.remarks)}" if scenario.denial.remarks else ""
        return f"The 835 denies every line: {scenario.denial.group}-{scenario.denial.carc}{remarks}"
    share = scenario.contractual
    write_off = f"{share.numerator}/{share.denominator} of the charge is written off (CO-45)"
    if scenario.is_all_deductible:
        trace = f"; the check has trace number {scenario.trace_number}" if scenario.trace_number else ""
        return f"{write_off}, the deductible takes the rest (PR-1){trace}"
    return f"{write_off}, {scenario.copay_cents} cents are the copay (PR-3), the rest is paid"


def ending_of(scenario: Scenario) -> str:
    """The state of a claim once everything has come back."""
    if scenario.gate != "open" or scenario.rejection is not None:
        return "rejected"
    if scenario.is_silent:
        return "submitted"
    if scenario.denial is not None:
        return "denied"
    return "patient_responsibility" if scenario.is_all_deductible else "paid"
