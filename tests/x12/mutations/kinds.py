"""Kinds of defects: what is broken, how, and the rule that must find it."""

from collections.abc import Callable
from typing import NamedTuple

from api.x12.check import check_file
from tests.judges.pyx12_judge import judge
from tests.x12.mutations.draft import Draft, Edit


class Variant(NamedTuple):
    """One way to break a file. `rule` finds it; the envelope is counted again unless the edit is about the counts."""

    rule: str
    edit: Edit
    is_counted: bool = True


class Kind(NamedTuple):
    """A kind of defect with its variants. Every variant must be found."""

    name: str
    variants: tuple[Variant, ...]


class MutationSet(NamedTuple):
    """The kinds of one transaction set, and the valid file they break."""

    name: str
    base: Callable[[], bytes]
    kinds: tuple[Kind, ...]
    has_judge: bool = True


def kind(name: str, rule: str, *edits: Edit) -> Kind:
    """A kind whose variants one rule finds."""
    return Kind(name, tuple(Variant(rule, edit) for edit in edits))


def mixed(name: str, *variants: tuple[str, Edit]) -> Kind:
    """A kind whose variants are found by several rules."""
    return Kind(name, tuple(Variant(rule, edit) for rule, edit in variants))


def uncounted(name: str, *variants: tuple[str, Edit]) -> Kind:
    """A kind about the envelope, whose counts stay as they are."""
    return Kind(name, tuple(Variant(rule, edit, is_counted=False) for rule, edit in variants))


def mutate(base: bytes, variant: Variant) -> bytes:
    """The broken file."""
    draft = Draft(base)
    variant.edit(draft)
    return (draft.count() if variant.is_counted else draft).payload()


def found_rules(payload: bytes) -> set[str]:
    """The rules that object to a file we would write."""
    check = check_file(payload, "outbound")
    return {
        finding.rule for findings in (check.findings, *(t.findings for t in check.transactions)) for finding in findings
    }


def is_found(base: bytes, variant: Variant) -> bool:
    """Whether the rule meant for it finds a variant."""
    return variant.rule in found_rules(mutate(base, variant))


def is_rejected_by_judge(base: bytes, variant: Variant) -> bool:
    """Whether pyx12 rejects a variant."""
    return not judge(mutate(base, variant)).is_accepted
