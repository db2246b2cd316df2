"""The edits an 837P can't do without. Each is a pure function of the case that yields where it fails.

An edit has a stable id (the `code` clients match on), a sentence that says what to fix, and a severity: an error keeps
the encounter from becoming a claim, a warning is told and does not. All edits run; one that needs what another found
missing stays silent.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from api.coding.content import Case
from api.coding.places_of_service import PLACES_OF_SERVICE
from api.kit.money import MAX_CENTS
from api.reference import CodeStanding
from api.registration import is_npi, is_x12_text

MAX_DIAGNOSES = 12
MAX_LINES = 50
MAX_POINTERS = 4
MAX_MODIFIERS = 4
MAX_UNITS = 9_999
MAX_NOTE = 80
SELF = "18"

ICD_10 = re.compile(r"[A-Z][0-9][0-9AB][0-9A-Z]{0,4}")
"""ICD-10-CM without its dot. U is a chapter too (U07.1); a code of ICD-9 begins with a digit and is refused by that."""
PROCEDURE = re.compile(r"[0-9A-Z]{5}")
MODIFIER = re.compile(r"[0-9A-Z]{2}")


class Severity(StrEnum):
    """Whether a finding keeps an encounter from becoming a claim."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One failed edit: JSON pointer into the body, the edit's id, what to fix. Never the value."""

    pointer: str
    code: str
    message: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Edit:
    """One rule; `where` yields a pointer for each place it fails."""

    code: str
    message: str
    severity: Severity
    where: Callable[[Case], Iterator[str]]


EDITS: list[Edit] = []


def run_edits(case: Case) -> list[Finding]:
    """Every finding, errors before warnings, each in the order of the edits."""
    found = [
        Finding(f"/body{pointer}", edit.code, edit.message, edit.severity)
        for edit in EDITS
        for pointer in edit.where(case)
    ]
    return sorted(found, key=lambda finding: finding.severity is Severity.WARNING)


Where = Callable[[Case], Iterator[str]]


def _edit(code: str, message: str, severity: Severity = Severity.ERROR) -> Callable[[Where], Where]:
    def add(where: Where) -> Where:
        EDITS.append(Edit(code, message, severity, where))
        return where

    return add


@_edit("patient-unknown", "Name one patient of this practice, by id or external id")
def _patient(case: Case) -> Iterator[str]:
    if case.parties.patient is None:
        yield f"/{case.named.patient}"


@_edit("coverage-unknown", "Name one coverage of this practice, by id or external id")
def _coverage(case: Case) -> Iterator[str]:
    if case.parties.coverage is None:
        yield f"/{case.named.coverage}"


@_edit("billing-provider-unknown", "Name one billing provider of this practice, by id or external id")
def _billing_provider(case: Case) -> Iterator[str]:
    if case.parties.billing_provider is None:
        yield f"/{case.named.billing_provider}"


@_edit("coverage-of-another-patient", "The coverage belongs to another patient: name one of this patient's")
def _coverage_of_patient(case: Case) -> Iterator[str]:
    patient, coverage = case.parties.patient, case.parties.coverage
    if patient and coverage and coverage.patient_id != patient.id:
        yield f"/{case.named.coverage}"


@_edit("subscriber-missing", "The patient is not the subscriber: add the subscriber to the coverage")
def _subscriber(case: Case) -> Iterator[str]:
    coverage = case.parties.coverage
    if coverage and coverage.relationship != SELF and not coverage.id_is_patient_unique and not coverage.subscriber:
        yield f"/{case.named.coverage}"


@_edit("service-date-future", "The service date lies in the future: bill after the visit")
def _service_date_future(case: Case) -> Iterator[str]:
    if case.content.service_date > case.today:
        yield "/service_date"


@_edit("service-date-before-birth", "The service date lies before the patient's birth: correct one of the two")
def _service_date_before_birth(case: Case) -> Iterator[str]:
    patient = case.parties.patient
    if patient and case.content.service_date < patient.person.birth_date:
        yield "/service_date"


@_edit("place-of-service", "Not a CMS place of service code: send two digits, 11 for an office")
def _place_of_service(case: Case) -> Iterator[str]:
    if case.content.place_of_service not in PLACES_OF_SERVICE:
        yield "/place_of_service"


@_edit("diagnosis-count", f"Send 1 to {MAX_DIAGNOSES} diagnoses, the principal one first")
def _diagnosis_count(case: Case) -> Iterator[str]:
    if not 1 <= len(case.content.diagnoses) <= MAX_DIAGNOSES:
        yield "/diagnoses"


@_edit("diagnosis-format", "Not the form of an ICD-10-CM code: a letter, a digit, then up to five more; no ICD-9")
def _diagnosis_format(case: Case) -> Iterator[str]:
    for position, code in enumerate(case.content.diagnoses):
        if not ICD_10.fullmatch(code):
            yield f"/diagnoses/{position}"


@_edit("diagnosis-unknown", "Unknown diagnosis code: the ICD-10-CM list that is loaded here does not have it")
def _diagnosis_unknown(case: Case) -> Iterator[str]:
    yield from _diagnoses_standing(case, CodeStanding.UNKNOWN)


@_edit("diagnosis-not-specific", "Not specific enough: this code has subcodes, send the one that was diagnosed")
def _diagnosis_not_specific(case: Case) -> Iterator[str]:
    yield from _diagnoses_standing(case, CodeStanding.HAS_SUBCODES)


def _diagnoses_standing(case: Case, standing: CodeStanding) -> Iterator[str]:
    for position, code in enumerate(case.content.diagnoses):
        if case.standings is not None and case.standings.get(code) is standing and ICD_10.fullmatch(code):
            yield f"/diagnoses/{position}"


@_edit("diagnosis-repeated", "The same diagnosis is listed above: leave it out and point to that one")
def _diagnosis_repeated(case: Case) -> Iterator[str]:
    for position, code in enumerate(case.content.diagnoses):
        if code in case.content.diagnoses[:position]:
            yield f"/diagnoses/{position}"


@_edit("line-count", f"Send 1 to {MAX_LINES} service lines; split a longer visit")
def _line_count(case: Case) -> Iterator[str]:
    if not 1 <= len(case.content.lines) <= MAX_LINES:
        yield "/lines"


@_edit("procedure-format", "Not the form of a CPT or HCPCS code: five capital letters or digits")
def _procedure_format(case: Case) -> Iterator[str]:
    for position, line in enumerate(case.content.lines):
        if not PROCEDURE.fullmatch(line.procedure):
            yield f"/lines/{position}/procedure"


@_edit("modifier-format", f"Send up to {MAX_MODIFIERS} modifiers of two capital letters or digits")
def _modifier_format(case: Case) -> Iterator[str]:
    for position, line in enumerate(case.content.lines):
        if len(line.modifiers) > MAX_MODIFIERS:
            yield f"/lines/{position}/modifiers"
        for place, modifier in enumerate(line.modifiers):
            if not MODIFIER.fullmatch(modifier):
                yield f"/lines/{position}/modifiers/{place}"


@_edit("modifier-repeated", "The same modifier is on this line already: leave it out")
def _modifier_repeated(case: Case) -> Iterator[str]:
    for position, line in enumerate(case.content.lines):
        for place, modifier in enumerate(line.modifiers):
            if modifier in line.modifiers[:place]:
                yield f"/lines/{position}/modifiers/{place}"


@_edit("units", f"Units go from 1 to {MAX_UNITS}")
def _units(case: Case) -> Iterator[str]:
    for position, line in enumerate(case.content.lines):
        if not 1 <= line.units <= MAX_UNITS:
            yield f"/lines/{position}/units"


@_edit("pointer-count", f"Point each line to 1 to {MAX_POINTERS} diagnoses, none twice")
def _pointer_count(case: Case) -> Iterator[str]:
    for position, line in enumerate(case.content.lines):
        if not 1 <= len(line.pointers) <= MAX_POINTERS or len(set(line.pointers)) < len(line.pointers):
            yield f"/lines/{position}/diagnosis_pointers"


@_edit("pointer-target", "Points to no diagnosis: pointers count the diagnoses from 1")
def _pointer_target(case: Case) -> Iterator[str]:
    for position, line in enumerate(case.content.lines):
        for place, pointer in enumerate(line.pointers):
            if not 1 <= pointer <= len(case.content.diagnoses):
                yield f"/lines/{position}/diagnosis_pointers/{place}"


@_edit("total", "The total is not the sum of the lines' charges: correct one of them, or leave the total out")
def _total(case: Case) -> Iterator[str]:
    if case.total_cents is not None and case.total_cents != case.content.charge_cents:
        yield "/total_charge_cents"


@_edit("total-limit", "The charges together are more than a claim can carry: split the encounter")
def _total_limit(case: Case) -> Iterator[str]:
    if case.content.charge_cents > MAX_CENTS:
        yield "/lines"


@_edit("rendering-npi", "Not an NPI: ten digits, the last one its check digit")
def _rendering_npi(case: Case) -> Iterator[str]:
    rendering = case.content.rendering_provider
    if rendering and not is_npi(rendering.npi):
        yield "/rendering_provider/npi"


@_edit("note-text", f"A note holds up to {MAX_NOTE} unaccented letters, digits and simple punctuation")
def _note_text(case: Case) -> Iterator[str]:
    if len(case.content.note) > MAX_NOTE or not is_x12_text(case.content.note):
        yield "/note"


@_edit(
    "diagnosis-list-missing",
    "No ICD-10-CM list is loaded here: only the form of the diagnosis codes was checked",
    Severity.WARNING,
)
def _diagnosis_list_missing(case: Case) -> Iterator[str]:
    if case.standings is None and case.content.diagnoses:
        yield "/diagnoses"


@_edit(
    "line-duplicate",
    "The same procedure and modifiers are on a line above: payers deny exact duplicates; use units or a modifier",
    Severity.WARNING,
)
def _line_duplicate(case: Case) -> Iterator[str]:
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for position, line in enumerate(case.content.lines):
        seen[line.procedure, line.modifiers] += 1
        if seen[line.procedure, line.modifiers] > 1:
            yield f"/lines/{position}"


@_edit("charge-zero", "The line has no charge: payers take it for reporting only", Severity.WARNING)
def _charge_zero(case: Case) -> Iterator[str]:
    for position, line in enumerate(case.content.lines):
        if line.charge_cents == 0:
            yield f"/lines/{position}/charge_cents"
