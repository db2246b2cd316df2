"""What can go wrong in registration.

Unprocessable
└── RegistrationInvalid 422
Conflict
└── PayeeIdentifierTaken 409
"""

from api.kit.problems import Conflict, Unprocessable


class RegistrationInvalid(Unprocessable):
    """The body is well formed and says something that can't be billed; `errors` say what."""

    slug, title = "registration-invalid", "The registration has errors"


class PayeeIdentifierTaken(Conflict):
    """An NPI or ERA payee id that routes remittances elsewhere already; says nothing of where."""

    slug, title = (
        "payee-identifier-taken",
        "An NPI or ERA payee id of this billing provider can't be used here",
    )
