"""The payer's memory between two files: read under the lock of its row, written back sealed in pieces."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from api.files import keep, read_file
from api.kit.clock import now
from api.kit.ids import new_id
from api.sandbox import Answer, Memory, decode
from api.sandbox_channel import store
from api.sandbox_channel.models import SandboxAnswer
from tenants.columns import Sealed
from tenants.context import Work
from tenants.practices import profile_of

ANSWER_KIND = "sandbox_answer"
_PIECE_BYTES = 256 * 1024
_TABLE, _COLUMN = "sandbox_memory_chunk", "content"

Step = Callable[[Memory, date], tuple[Memory, list[Answer]]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A practice's sandbox days: the practice's own, and how far the payer's are ahead."""

    real_today: date
    offset_days: int

    @property
    def today(self) -> date:
        """The payer's day."""
        return self.real_today + timedelta(days=self.offset_days)


async def calendar_of(work: Work, offset_days: int) -> Calendar:
    """The calendar of the transaction's practice."""
    profile = await profile_of(work.tx)
    return Calendar(profile.business_date(now()), offset_days)


async def take_step(work: Work, step: Step, *, chunk_count: int, offset_days: int) -> list[Answer]:
    """Let the payer do something on its day, and remember it. The caller holds the lock of the payer's row."""
    calendar = await calendar_of(work, offset_days)
    pieces = await store.memory(work.tx, work.owner_id, chunk_count)
    memory, answers, sealed = await asyncio.to_thread(_step, work, pieces, step, calendar.today)
    await store.put_memory(work.tx, work.owner_id, sealed, offset_days=offset_days, next_due_on=memory.next_due_on)
    return answers


def _step(work: Work, pieces: Sequence[bytes], step: Step, today: date) -> tuple[Memory, list[Answer], list[Sealed]]:
    opened = b"".join(work.keys.open(_TABLE, _COLUMN, str(at), piece) for at, piece in enumerate(pieces))
    memory, answers = step(decode(opened) if opened else Memory(), today)
    content = memory.encode()
    cut = [content[start : start + _PIECE_BYTES] for start in range(0, len(content), _PIECE_BYTES)]
    return memory, answers, [work.keys.seal(_TABLE, _COLUMN, str(at), piece) for at, piece in enumerate(cut)]


async def keep_answers(work: Work, answers: Sequence[Answer], sandbox_file_id: UUID | None) -> None:
    """Keep what the payer sends. Answers to a file count as delivered: its sender takes them along."""
    at = now() if sandbox_file_id is not None else None
    rows = [
        SandboxAnswer(
            tenant_id=work.owner_id,
            id=new_id(),
            sandbox_file_id=sandbox_file_id,
            position=position,
            kind=each.kind,
            due_on=each.due_on,
            file_id=(await keep(work, ANSWER_KIND, each.payload)).id,
            delivered_at=at,
        )
        for position, each in enumerate(answers)
    ]
    if rows:
        await work.tx.insert(*rows)


async def read_answer(work: Work, file_id: UUID) -> bytes:
    """The bytes of a kept answer."""
    return await read_file(work, file_id)
