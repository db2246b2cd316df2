"""What can be wrong with an uploaded remittance file."""

from api.kit.problems import Unprocessable


class NotRemittance(Unprocessable):
    """Not X12, cut off, or no 835 in it."""

    slug, title = "not-a-remittance", "The file is not a whole X12 835 file"


class PayeeUnknown(Unprocessable):
    """No ST of the file pays a billing provider of this practice. Another practice's payee answers the same."""

    slug, title = "payee-unknown", "The file pays no billing provider of this practice"
