"""The scenarios and switches as a reader chooses among them: the tables of README and of the page about the sandbox."""

from typing import Final

from api.sandbox.choose import SWITCHES
from api.sandbox.scenarios import SCENARIOS, Denial, Scenario

HEADER: Final = "| Scenario | What the payer answers | The claim ends |\n|---|---|---|\n"
_GATES: Final = {"999": "A 999 refuses the whole file", "ta1": "A TA1 refuses the whole interchange"}
_ROUTES: Final = {
    "netted": "netted against the other claims of that check",
    "deferred": "put off with WO, kept back with WO from the first check after 60 days",
    "letter": "without 22: a letter, then WO in the first check after 30 days",
    "forward": "carried forward with FB, kept back with FB from the next check",
}


def scenario_table() -> str:
    """Every scenario with its answer and the state that it leaves the claim in, as a Markdown table."""
    rows = (f"| `{name}` | {answer_of(row)} | {row.ends} |\n" for name, row in SCENARIOS.items())
    return HEADER + "".join(rows)


def switch_table() -> str:
    """Every word that a note may add, as a Markdown table."""
    return "| Word | Effect |\n|---|---|\n" + "".join(f"| `{word}` | {effect} |\n" for word, effect in SWITCHES.items())


def answer_of(scenario: Scenario) -> str:
    """What comes back, in words and codes."""
    if scenario.gate != "open":
        return _GATES[scenario.gate]
    if scenario.rejection is not None:
        code = scenario.rejection
        entity = f", entity {code.entity}" if code.entity else ""
        return f"The 277CA rejects the claim: {code.category}, {code.status}{entity}"
    if scenario.is_silent:
        return "The 277CA says that the claim came (A1); no 835 follows"
    if scenario.denial is not None:
        status = f", CLP02 {scenario.status}" if scenario.status else ""
        return f"The 835 denies every line: {denial_in_codes(scenario.denial)}{status}"
    return _priced(scenario)


def denial_in_codes(denial: Denial) -> str:
    """Group, CARC and the RARCs that stand with them."""
    parts = []
    if denial.remarks:
        parts.append(f"with {', '.join(denial.remarks)}")
    if denial.medicare_remarks is not None:
        parts.append(f"from Medicare with {', '.join(denial.medicare_remarks)}")
    if denial.claim_remarks:
        parts.append(f"for the claim {', '.join(denial.claim_remarks)}")
    return " ".join((f"{denial.group}-{denial.carc}", "; ".join(parts))).strip()


def _priced(scenario: Scenario) -> str:
    if scenario.is_paid_in_full:
        return "Paid in full"
    if scenario.line_rules:
        rules = (
            f"line {number} {'priced as 01A' if rule is None else denial_in_codes(rule.denial)}"
            for number, rule in enumerate(scenario.line_rules, 1)
        )
        return f"Denied in part: {'; '.join(rules)}"
    if scenario.crossover:
        comes = (
            "14 days later the next payer pays the patient's part"
            if scenario.crossover == "pays"
            else ("the next payer never answers")
        )
        return f"Priced as by Medicare, CLP02 19 with NM1*TT, MA01 and MA18; {comes}"
    if scenario.takeback is not None:
        unknown = ", naming a claim that nobody knows" if scenario.takeback.names_unknown_claim else ""
        route = _ROUTES[scenario.takeback.route]
        return f"Priced as 01A; after 30 days 4/15 of the charge is taken back, {route}{unknown}"
    if scenario.is_all_deductible:
        trace = f"; the check has trace number {scenario.trace_number}" if scenario.trace_number else ""
        return f"3/10 of the charge is written off (CO-45), the deductible takes the rest (PR-1){trace}"
    share = "13/30" if scenario.more_contractual else "3/10"
    return f"{share} of the charge is written off (CO-45), 2500 cents are the copay (PR-3), the rest is paid"
