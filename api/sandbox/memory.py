"""What the payer remembers: a value that can be kept as bytes. Nothing in it changes; answering makes a new one.

Claims are known by the payer's number of their first part (CLP07), accounts by payee and payer.
"""

import datetime as dt
import zlib
from typing import Final, Literal

import msgspec

from api.sandbox.choose import Style
from api.x12 import ClaimPayment, InterchangeFacts, RemittanceParty

_FAST: Final = 1
_ENCODER: Final = msgspec.msgpack.Encoder()
_PAYMENT: Final = msgspec.msgpack.Decoder(ClaimPayment)


class Correspondent(msgspec.Struct, frozen=True):
    """To whom an account's files go, and under which names: the two ends of its last interchange, turned around."""

    sender: str
    receiver: str
    sender_qualifier: str
    receiver_qualifier: str
    application_sender: str
    application_receiver: str

    def facts(self, created: dt.datetime, control_number: str) -> InterchangeFacts:
        """The envelope of a file to it."""
        return InterchangeFacts(
            sender=self.sender,
            receiver=self.receiver,
            sender_qualifier=self.sender_qualifier,
            receiver_qualifier=self.receiver_qualifier,
            application_sender=self.application_sender,
            application_receiver=self.application_receiver,
            created=created,
            control_number=control_number,
            group_control=control_number,
            usage="T",
        )


class Account(msgspec.Struct, frozen=True):
    """One payee at one payer."""

    payer: RemittanceParty
    payer_id: str  # TRN03
    payee: RemittanceParty
    correspondent: Correspondent


class FiledClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that was taken into adjudication.

    `content` hashes all that was billed but its numbers, `visit` who was treated and with what. `payments` are those
    that stand, by CLP07: what a check has said and no other has taken back. `is_gone`: replaced or voided.
    """

    claim_id: str  # CLM01
    account: str
    numbers: tuple[str, ...]  # CLP07 of its parts
    content: str
    visit: str
    member_id: str
    received_on: dt.date
    is_silent: bool = False
    is_denied: bool = False
    is_repeatable: bool = False  # silent or unprocessable (MA130): the same again is no duplicate
    is_gone: bool = False
    is_crossed_over: bool = False
    decided_on: dt.date | None = None
    check_number: str = ""
    payments: dict[str, msgspec.Raw] = {}

    @property
    def standing(self) -> list[ClaimPayment]:
        """The payments that stand, read when they are wanted: of most claims they never are."""
        return [_PAYMENT.decode(payment) for payment in self.payments.values()]

    def with_payment(self, payment: ClaimPayment) -> "FiledClaim":
        """After a check that says this: a reversal takes the payment of its number away."""
        number = payment.payer_claim_id
        standing = {each: one for each, one in self.payments.items() if each != number}
        if not payment.is_reversal:
            standing[number] = msgspec.Raw(_ENCODER.encode(payment))
        return msgspec.structs.replace(self, payments=standing)


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something a check of a day to come will say: claim payments, or the recovery of a letter (`letter_cents`).

    `route` says what happens when they take more than they give. `apart` tells checks of one account and day apart.
    """

    on: dt.date
    account: str
    claim: str
    payments: tuple[ClaimPayment, ...] = ()
    route: Literal["netted", "deferred", "forward"] = "netted"
    reference: str = ""  # PLB03-2
    letter_cents: int = 0
    letter_of: str = ""  # CLP07
    interest_cents: int = 0
    apart: str = ""
    trace_number: str = ""
    style: Style = Style()


class Debt(msgspec.Struct, frozen=True):
    """What the payer will keep back from an account's checks from a day on: PLB WO or FB, `letter_of` an ICN."""

    account: str
    code: str
    reference: str
    cents: int
    since: dt.date
    letter_of: str = ""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `clock` is the last day the payer has lived through."""

    clock: dt.date = dt.date.min
    accounts: dict[str, Account] = {}
    claims: dict[str, FiledClaim] = {}
    dues: tuple[Due, ...] = ()
    debts: tuple[Debt, ...] = ()
    kept_back: dict[str, tuple[str, int]] = {}  # by CLP07: reference and cents that a letter has recovered

    @property
    def next_due_on(self) -> dt.date | None:
        """The day of the next check that is certain; None when nothing is to come."""
        return min((due.on for due in self.dues if due.payments), default=None)

    def encode(self) -> bytes:
        """As bytes; the same for the same memory."""
        return zlib.compress(_ENCODER.encode(self), _FAST)


_DECODER: Final = msgspec.msgpack.Decoder(Memory)


def decode(content: bytes) -> Memory:
    """The memory that `encode` wrote. Raises msgspec.DecodeError, zlib.error for anything else."""
    return _DECODER.decode(zlib.decompress(content))
