"""Where findings stand that were made without a look at the bytes: a check that does not balance, say."""

from collections.abc import Iterable

import msgspec

from api.x12.envelope import Transaction
from api.x12.findings import Finding


def locate(transaction: Transaction, findings: Iterable[Finding]) -> list[Finding]:
    """The same findings, with the byte offset of the segment each names by its position in the ST.

    One without a position gets that of the first segment of its id: the one BPR of an 835. The bytes are read once
    more, and only when a finding asks for it.
    """
    found = list(findings)
    lost = [at for at, finding in enumerate(found) if finding.byte_offset < 0 and finding.segment]
    if not lost:
        return found
    named = {found[at].segment for at in lost if not found[at].position}
    wanted = {found[at].position for at in lost}
    first, offsets = _places(transaction, named, wanted)
    for at in lost:
        position = found[at].position or first.get(found[at].segment, 0)
        found[at] = msgspec.structs.replace(found[at], position=position, byte_offset=offsets.get(position, -1))
    return found


def _places(transaction: Transaction, named: set[str], wanted: set[int]) -> tuple[dict[str, int], dict[int, int]]:
    """Position of the first segment of each id, and offset of each position."""
    element = transaction.delimiters.element
    first: dict[str, int] = {}
    offsets: dict[int, int] = {}
    for batch in transaction.batches():
        end = batch.position + batch.count
        looked_for = [position for position in wanted if batch.position <= position < end]
        if len(first) < len(named):
            for position, piece in enumerate(batch.pieces, batch.position):
                tag = piece.partition(element)[0]
                if tag in named and tag not in first:
                    first[tag] = position
                    looked_for.append(position)
        if looked_for:
            of_batch = batch.offsets()
            offsets |= {position: of_batch[position - batch.position] for position in looked_for}
    return first, offsets
