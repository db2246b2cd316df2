"""The sandbox payer: an adjudicator that sees bytes (837P, 270, 276) and answers with the bytes a payer would send.

It imports the codec only and knows nothing of our claims. What it remembers is a value that its caller keeps.
Deterministic: the same history and bytes get the same answers. What it writes is test data (ISA15 = T), so it can never
post money in a live practice.
"""

from api.sandbox.answer import Answer, advance, answer
from api.sandbox.memory import Memory, decode

__all__ = ["Answer", "Memory", "advance", "answer", "decode"]
