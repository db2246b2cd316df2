"""What is kept of an answer, sealed: no name, no member id, but what the payer says of a person."""

import msgspec

from api.eligibility.rules import Told
from tenants.context import Work
from tenants.session import Row

_DECODER = msgspec.json.Decoder(Told)


def seal_told(work: Work, check: Row, told: Told) -> bytes:
    """For `eligibility_check.answer`."""
    return work.keys.seal("eligibility_check", "answer", check["id"], msgspec.json.encode(told))


def open_told(work: Work, check: Row) -> Told:
    """What a check was told; nothing before its answer."""
    if check["answer"] is None:
        return Told(benefits=[], rejections=[])
    return _DECODER.decode(work.keys.open("eligibility_check", "answer", check["id"], bytes(check["answer"])))
