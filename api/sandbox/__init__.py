"""The sandbox payer: an adjudicator that sees 837P bytes and answers with the bytes a payer would send.

It imports the codec only and knows nothing of our claims. Deterministic: the same bytes get the same answers.
What it writes is test data (ISA15 = T), so it can never post money in a live practice.
"""

from api.sandbox.answer import Answer, answer

__all__ = ["Answer", "answer"]
