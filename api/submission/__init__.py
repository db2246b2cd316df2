"""Batches of claims on their way out: chosen, written as an 837P, handed to a channel."""

from api.submission.channels import Channel, plug
from api.submission.look_up import SentClaim, batch_exists, batch_of_control, sent_claims

__all__ = ["Channel", "SentClaim", "batch_exists", "batch_of_control", "plug", "sent_claims"]
