"""Eligibility: ask a payer about a member (270), by job, and keep what it answers (271).

`verified_for` says whether a visit was verified before it took place.
"""

from api.eligibility.look_up import verified_for

__all__ = ["verified_for"]
