"""What can go wrong with fees.

Unprocessable
└── AgreementInvalid 422
Conflict
├── AgreementNotDraft 409
├── AgreementNotActive 409
├── AgreementCannotStart 409
└── AgreementCannotEnd 409
"""

from api.kit.problems import Conflict, Unprocessable


class AgreementInvalid(Unprocessable):
    """The terms are well formed and contradict themselves or name what is not there; `errors` say where."""

    slug, title = "agreement-invalid", "The terms of the agreement have errors"


class AgreementNotDraft(Conflict):
    """Terms change, and an agreement starts, while it is a draft; afterwards a new agreement takes its place."""

    slug, title = "agreement-not-draft", "The agreement is no draft: make a new one, whose start ends this one"


class AgreementNotActive(Conflict):
    """A draft has nothing to end, and an end is given once."""

    slug, title = "agreement-not-active", "The agreement is a draft, or has an end already"


class AgreementCannotStart(Conflict):
    """The draft can't become what is agreed as it stands; `errors` say each reason.

    `start_taken`: another active agreement starts that day. `month_closed`: the month of the start, or one after it, is
    closed. `fees_charged`: fees were charged for days from the start on. `time_zone_differs`: the ledger dates money in
    the practice's time zone. `basis_not_supported`: `deposited` waits for bank deposits. `option_not_supported`.
    """

    slug, title = "agreement-cannot-start", "The agreement can't start as it stands"


class AgreementCannotEnd(Conflict):
    """Its last day is before its first, or fees were charged after it."""

    slug, title = "agreement-cannot-end", "The agreement can't end on this day"
