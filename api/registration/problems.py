"""What can go wrong in registration.

Unprocessable
└── RegistrationInvalid 422
Conflict
└── PayeeIdentifierTaken 409
"""

from api.kit.problems import Conflict, Unprocessable, field_error


class RegistrationInvalid(Unprocessable):
    """The body is well formed and says something that can't be billed; `errors` say what."""

    slug, title = "registration-invalid", "The registration has errors"


class PayeeIdentifierTaken(Conflict):
    """An NPI or ERA payee id that routes remittances elsewhere already; says which one, and nothing of where."""

    slug, title = (
        "payee-identifier-taken",
        "An NPI or ERA payee id of this billing provider can't be used here",
    )

    @classmethod
    def at(cls, pointers: list[str]) -> "PayeeIdentifierTaken":
        """Where the body names them."""
        message = "Routes remittances elsewhere already: correct it, or have it removed there"
        return cls(errors=[field_error(pointer, cls.slug, message) for pointer in pointers])
