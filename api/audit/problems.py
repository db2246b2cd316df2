"""What can go wrong with disclosures."""

from api.kit.problems import Unprocessable


class DisclosureInvalid(Unprocessable):
    """A disclosure that has not happened yet."""

    slug, title = "disclosure-invalid", "The disclosure can't be recorded as described"
