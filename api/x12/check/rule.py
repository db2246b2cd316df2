"""The rules of `check`: each has an id, what it means, who says so, and what a 999 calls it.

A finding names its rule by id, and every id a finding can carry is listed by `rules()`. A rule is registered where it
is written, next to the table or the function that applies it.
"""

from typing import Final, Literal

import msgspec

from api.x12.findings import BLOCKING_FAMILIES, Severity

Profile = Literal["inbound", "outbound"]
# Families a 999 speaks of: it answers for syntax, and never for what a claim says.
_SYNTAX: Final = frozenset(
    {
        "amount",
        "composite",
        "date",
        "element",
        "envelope",
        "group",
        "hl",
        "interchange",
        "loop",
        "money",
        "quantity",
        "segment",
        "version",
    }
)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule.

    `sets` names the transactions it belongs to (835, 837P, 999, 277CA ...), empty for all of them. `segment_code`,
    `element_code` and `transaction_code` are what a 999 says for it: IK304, IK403 and IK502; `trigger` is the element
    that calls for what is missing, which it says in a CTX. A rule of general knowledge has no second source, so it
    warns and never blocks.
    """

    id: str
    severity: Severity
    meaning: str
    source: str
    sets: tuple[str, ...] = ()
    is_general_knowledge: bool = False
    segment_code: str = "8"
    element_code: str = "7"
    transaction_code: str = "5"
    trigger: str = ""

    @property
    def is_syntax(self) -> bool:
        """Whether a 999 reports it. Sums, code sets and check digits are for the 277CA."""
        return self.id.partition(".")[0] in _SYNTAX or self.segment_code != "8"

    def blocks(self, profile: Profile) -> bool:
        """Outbound, all that is confirmed blocks. Inbound, only the envelope, the balance, unreadable money and an
        unsupported version do.
        """
        if self.is_general_knowledge:
            return False
        if profile == "outbound":
            return self.severity == "error"
        return self.id.partition(".")[0] in BLOCKING_FAMILIES


_RULES: Final[dict[str, Rule]] = {}


def rule(  # noqa: PLR0913 - the fields of a rule
    rule_id: str,
    meaning: str,
    source: str,
    *,
    sets: tuple[str, ...] = (),
    is_general_knowledge: bool = False,
    severity: Severity | None = None,
    segment_code: str = "8",
    element_code: str = "7",
    transaction_code: str = "5",
    trigger: str = "",
) -> Rule:
    """Register a rule. Its severity is `error`, or `warning` when it is general knowledge."""
    new = Rule(
        id=rule_id,
        severity=severity or ("warning" if is_general_knowledge else "error"),
        meaning=meaning,
        source=source,
        sets=sets,
        is_general_knowledge=is_general_knowledge,
        segment_code=segment_code,
        element_code=element_code,
        transaction_code=transaction_code,
        trigger=trigger,
    )
    if rule_id in _RULES and _RULES[rule_id] != new:
        raise ValueError(f"rule {rule_id} is registered twice")
    _RULES[rule_id] = new
    return new


def find_rule(rule_id: str) -> Rule | None:
    """The rule of this id."""
    return _RULES.get(rule_id)


def registered_rules() -> list[Rule]:
    """Every rule by id."""
    return [_RULES[rule_id] for rule_id in sorted(_RULES)]
