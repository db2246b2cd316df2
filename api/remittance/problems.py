"""What can be wrong with an uploaded remittance file."""

from api.kit.problems import Conflict, Unprocessable, field_error

MOST_TOLD = 100
LONGEST = 9  # ST02


class NotRemittance(Unprocessable):
    """Not X12, cut off, or no 835 in it."""

    slug, title = "not-a-remittance", "The file is not a whole X12 835 file"


class PayeeUnknown(Unprocessable):
    """No ST of the file pays a billing provider of this practice. Another practice's payee answers the same."""

    slug, title = "payee-unknown", "The file pays no billing provider of this practice"

    @classmethod
    def of(cls, control_numbers: list[str]) -> "PayeeUnknown":
        """What to look at in each ST (ST02), and what to do. Of very many, the first are told."""
        errors = []
        for number in control_numbers[:MOST_TOLD]:
            shown = "".join(character for character in number if character.isascii() and character.isalnum())[:LONGEST]
            message = (
                f"ST {shown}: N104 of N1*PE, or its REF*TJ, names none of this practice's payees. If it is one,"
                " register it as npi, tin or era_payee_ids of a billing provider and send the file again"
            )
            errors.append(field_error("/file/N1", "payee_unknown", message))
        return cls(errors=errors)


class NotWaiting(Conflict):
    """It is not in unapplied cash, or a person has to look at it first."""

    slug, title = "not-waiting", "It does not wait in unapplied cash"


class NextPayerUndecided(Conflict):
    """The next payer was billed and may pay what would be asked of the patient: `claim_id`."""

    slug = "next-payer-undecided"
    title = (
        "The next payer has a claim that it has not decided on: wait for its answer; if it was not sent, or was"
        " rejected, withdraw it first"
    )


class NothingHeld(Conflict):
    """No share of the patient waits for a later payer."""

    slug, title = "nothing-held", "No share of the patient is held back on this claim"
