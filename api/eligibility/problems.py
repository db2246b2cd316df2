"""Refusals of eligibility."""

from api.kit.problems import Unprocessable


class CheckRefused(Unprocessable):
    """The question can't be asked as it stands."""

    slug, title = "eligibility-refused", "The eligibility check can't be made"
