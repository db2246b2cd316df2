"""What our writers make of 270, 271, 276 and 277 is accepted by linuxforhealth-x12, in an environment of its own."""

from typing import Any

from api.x12 import (
    Transaction,
    read_270,
    read_271,
    read_276,
    read_277,
    write_270s,
    write_271s,
    write_276s,
    write_277s,
)
from tests.judges import linuxforhealth
from tests.proof.registry import proof
from tests.x12.builders import facts
from tests.x12.eligibility import builders as eligibility
from tests.x12.records import sample_transactions
from tests.x12.status import builders as status

_VERSIONS = {"270": "005010X279", "271": "005010X279", "276": "005010X212", "277": "005010X212"}


def _rewritten(transaction: Transaction) -> bytes:
    match transaction.set_id:
        case "270":
            return write_270s([read_270(transaction)], facts())
        case "271":
            return write_271s([read_271(transaction)], facts())
        case "276":
            return write_276s([read_276(transaction)], facts())
        case _:
            return write_277s([read_277(transaction)], facts())


def _written() -> list[tuple[str, bytes]]:
    response = eligibility.response()
    # The judge does not know this PER.
    response.sources[0].party.contacts = []
    return [
        ("270", write_270s([eligibility.inquiry()], facts())),
        ("271", write_271s([response], facts())),
        ("276", write_276s([status.request()], facts())),
        ("277", write_277s([status.response()], facts())),
    ]


@proof("x12.linuxforhealth")
def accepted_by_linuxforhealth() -> dict[str, Any]:
    """By set: files written by us, from records and from samples, and how many the judge models. All must be, but for
    samples it does not model either.
    """
    linuxforhealth.ensure()
    before = [
        (name, transaction) for name, version in _VERSIONS.items() for transaction in sample_transactions(name, version)
    ]
    originals = linuxforhealth.judge_all([transaction.standalone() for _, (_, transaction) in before])
    accepted = [pair for pair, verdict in zip(before, originals, strict=True) if verdict.is_accepted]
    written = _written() + [(name, _rewritten(transaction)) for name, (_, transaction) in accepted]
    verdicts = linuxforhealth.judge_all([payload for _, payload in written])
    counts: dict[str, Any] = {}
    for (name, _), verdict in zip(written, verdicts, strict=True):
        count = counts.setdefault(name, {"written": 0, "modelled": 0})
        count["written"] += 1
        count["modelled"] += verdict.models
    return counts | {"ok": all(count["written"] == count["modelled"] for count in counts.values())}
