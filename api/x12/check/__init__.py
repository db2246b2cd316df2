"""Check mode: everything that is wrong with a file, against the grammar and the rules of its sets.

>>> from api.x12.check import check_file
>>> result = check_file(path, "outbound")
>>> [(t.set_name, t.control_number, t.claims, t.is_blocked) for t in result.transactions]
[('835', '0001', 1, False)]

A finding names its rule, and `rules()` lists them all with their source. Two profiles: `outbound` blocks whatever a
confirmed rule says, `inbound` only what must not be posted: envelope, balance, unreadable money, unsupported version.

A set is a grammar (`grammar`) and a class of rules beyond it (`SetRules`), made known by `register`, listed in `sets`.
"""

from api.x12.check.grammar import Grammar, grammar, loop, seg
from api.x12.check.outcome import FileCheck, TransactionCheck
from api.x12.check.report import Report
from api.x12.check.rule import Profile, Rule, find_rule, rule
from api.x12.check.rule import registered_rules as rules
from api.x12.check.run import check_file, check_transaction
from api.x12.check.sets import SETS
from api.x12.check.transaction_set import SetRules, TransactionSet, find_set, register
from api.x12.codes import CodeSets

__all__ = [
    "SETS",
    "CodeSets",
    "FileCheck",
    "Grammar",
    "Profile",
    "Report",
    "Rule",
    "SetRules",
    "TransactionCheck",
    "TransactionSet",
    "check_file",
    "check_transaction",
    "find_rule",
    "find_set",
    "grammar",
    "loop",
    "register",
    "rule",
    "rules",
    "seg",
]
