"""Check an ST, or all of a file: the walk, the form of each segment, the rules of the set."""

from functools import lru_cache
from typing import Any, Final

import msgspec

from api.x12.check.automaton import Automaton, Form, Steps
from api.x12.check.elements import ElementCheck
from api.x12.check.grammar import Seg, walk
from api.x12.check.outcome import FileCheck, TransactionCheck
from api.x12.check.patterns import compile_pattern
from api.x12.check.report import FILE_LIMIT, MAX_FILE_FINDINGS, Report
from api.x12.check.rule import Profile, find_rule
from api.x12.check.structure import note, note_long_segments
from api.x12.check.ta1 import check_ta1s
from api.x12.check.transaction_set import SetRules, TransactionSet, find_set
from api.x12.check.usual import find_use
from api.x12.codes import CodeSets
from api.x12.envelope import Transaction
from api.x12.findings import Finding, is_blocked
from api.x12.lexer import Delimiters, Readable
from api.x12.scan import read_file

_NO_CODES: Final = CodeSets()


def check_transaction(
    transaction: Transaction, profile: Profile = "inbound", codes: CodeSets = _NO_CODES
) -> list[Finding]:
    """Everything wrong with one ST: its envelope (ST/SE, GS/GE, ISA/IEA), structure, elements, rules of the set."""
    return _check(transaction, profile, codes)[1]


def check_file(source: Readable, profile: Profile = "inbound", codes: CodeSets = _NO_CODES) -> FileCheck:
    """Everything wrong with a file, transaction by transaction. Raises NotX12 when there is no interchange.

    Memory does not grow with the file: one chunk of bytes, at most two thousand findings an ST, and ten thousand a
    file. Past these, an ST is listed with the first finding that blocks it, so none is blocked without a reason.
    """
    file = read_file(source)
    outside = [_under(finding, profile) for finding in file.own_findings]
    transactions = []
    room = _Room()
    for interchange in file.interchanges:
        outside += [_under(finding, profile) for finding in interchange.own_findings]
        outside += check_ta1s(interchange, profile, codes)
        for group in interchange.groups:
            outside += [_under(finding, profile) for finding in group.own_findings]
            for transaction in group.transactions:
                rules, findings = _check(transaction, profile, codes)
                around = len(interchange.own_findings) + len(group.own_findings)
                transactions.append(
                    TransactionCheck(
                        set_name=_name(transaction),
                        version=transaction.version,
                        control_number=transaction.control_number,
                        claims=rules.claims if rules else 0,
                        findings=room.take(findings[around:]),
                        is_blocked=is_blocked(findings),
                    )
                )
    outside = room.take(outside)
    if room.is_full:
        outside.append(_limit_reached())
    return FileCheck(transactions=transactions, findings=outside)


class _Room:
    """How many findings of a file may still be listed."""

    def __init__(self) -> None:
        self._left = MAX_FILE_FINDINGS
        self.is_full = False

    def take(self, findings: list[Finding]) -> list[Finding]:
        """What is listed of these."""
        kept = findings[: self._left]
        self._left -= len(kept)
        if len(kept) < len(findings):
            self.is_full = True
            if not is_blocked(kept):
                kept += [finding for finding in findings if finding.blocking][:1]
        return kept


def _limit_reached() -> Finding:
    return Finding(
        rule=FILE_LIMIT.id,
        severity=FILE_LIMIT.severity,
        blocking=False,
        message=FILE_LIMIT.meaning,
        expected=f"at most {MAX_FILE_FINDINGS}",
        source=FILE_LIMIT.source,
    )


def _name(transaction: Transaction) -> str:
    known = find_set(transaction)
    return known.grammar.name if known else transaction.set_id


def _check(transaction: Transaction, profile: Profile, codes: CodeSets) -> tuple[SetRules | None, list[Finding]]:
    envelope = [_under(finding, profile) for finding in transaction.findings]
    known = find_set(transaction)
    if known is None:
        return None, envelope
    report = Report(transaction.delimiters, profile, codes)
    rules = known.rules(report)
    _walk(transaction, known, report, rules)
    rules.finish()
    report.findings.sort(key=lambda finding: finding.position)
    return rules, envelope + report.findings


def _walk(transaction: Transaction, known: TransactionSet, report: Report, rules: SetRules) -> None:  # noqa: C901 - one loop for speed, as the docstring says
    """One look-up, one match and at most one call a segment, as long as all is well; usual claims are taken whole."""
    marks = transaction.delimiters
    automaton, methods, opens_claim = _compiled(known, marks)
    takers = [_bind(rules, name) for name in methods]
    usual = rules.usual_form()
    elements_of = ElementCheck(report, has_map=known.grammar.has_map)
    separator, terminator = marks.element, marks.segment
    steps: Steps = automaton.start()
    position = 0
    for batch in transaction.batches():
        report.open_batch(batch)
        if batch.may_hold_long_segment():
            note_long_segments(report, batch)
        text, at, size = batch.text, 0, len(batch.text)
        position = batch.position - 1
        while at < size:
            start, at = at, text.index(terminator, at) + 1
            piece = text[start : at - 1]
            position += 1
            elements = piece.split(separator)
            found = steps.get(elements[0])
            if found.__class__ is dict:
                found = found.get(elements[1]) if len(elements) > 1 else None
            if found is None:
                if not piece:
                    continue
                found = automaton.step(steps, elements)
            steps, matches, hook, troubles, use, loop = found
            for trouble in troubles:
                note(report, trouble, position)
            if usual is not None and use is opens_claim:
                end = usual.run(text, start)
                if end > start:
                    report.loop = loop
                    rules.take_usual(position)
                    position += text.count(terminator, start, end) - 1
                    steps, at = automaton.after(steps), end
                    continue
            if matches(piece) is None and use is not None:
                elements_of.check(use, loop, elements, position)
            if hook:
                report.loop = loop or "header"
                takers[hook](elements, position)
    for trouble in automaton.finish(steps):
        note(report, trouble, position)


def _bind(rules: SetRules, name: str) -> Any:
    """A method of the rules; `cob.take_svd` is one of a part they may replace while they run."""
    part, _, method = name.rpartition(".")
    if not part:
        return getattr(rules, name, None)

    def take(elements: list[str], position: int) -> None:
        getattr(getattr(rules, part), method)(elements, position)

    return take


@lru_cache(maxsize=64)
def _compiled(known: TransactionSet, marks: Delimiters) -> tuple[Automaton, list[str], Seg | None]:
    """The automaton of a set under these delimiters, the methods its hooks call, the segment that opens a claim."""
    hooks = known.rules.hooks
    methods = ["", *dict.fromkeys(hooks.values())]
    forms = {}
    unused = set(hooks)
    for loop, use in walk(known.grammar.root):
        places = [f"{loop.id}/{use.tag}", *(f"{loop.id}/{use.tag}*{key}" for key in use.keys)]
        taken = next((place for place in places if place in hooks), "")
        unused.discard(taken)
        forms[use] = Form(compile_pattern(use, marks).fullmatch, methods.index(hooks.get(taken, "")))
    if unused:
        raise ValueError(f"{known.grammar.name}: no segment {', '.join(sorted(unused))}")
    opens = known.rules.opens_claim
    return Automaton(known.grammar, forms), methods, find_use(known.grammar, opens) if opens else None


def _under(finding: Finding, profile: Profile) -> Finding:
    """A finding of the envelope under a profile: the envelope itself was read under the inbound one."""
    known = find_rule(finding.rule)
    blocking = known.blocks(profile) if known else finding.blocking
    severity = known.severity if known else finding.severity
    if blocking == finding.blocking and severity == finding.severity:
        return finding
    return msgspec.structs.replace(finding, blocking=blocking, severity=severity)
