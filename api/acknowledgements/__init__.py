"""What came back before adjudication: TA1 and 999 for a batch, 277CA for a claim. Accepted or rejected, never paid."""

from api.acknowledgements.look_up import files_of_claim

__all__ = ["files_of_claim"]
