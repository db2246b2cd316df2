"""What can be wrong with an order of a release."""

from api.kit.problems import Unprocessable


class ReleaseInvalid(Unprocessable):
    """An order for an unknown partner, or for months that can't be released."""

    slug, title = "release-invalid", "The release can't be computed as described"
