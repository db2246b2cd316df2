"""Batches of claims on their way out: chosen, written as an 837P, handed to a channel."""

from api.submission.look_up import SentClaim, batch_exists, batch_of_control, files_of_claim, sent_claims

__all__ = ["SentClaim", "batch_exists", "batch_of_control", "files_of_claim", "sent_claims"]
