"""A file for the sandbox payer: its answers, the same whenever the same file comes under the same name."""

from datetime import date
from functools import partial

from api import sandbox
from api.files import Outgoing
from api.kit.clock import now
from api.kit.ids import new_id
from api.sandbox_channel import store
from api.sandbox_channel.models import SandboxFile
from api.sandbox_channel.remember import calendar_of, keep_answers, read_answer, take_step
from tenants.owner import Owner
from tenants.services import work_for

CAUSE = "channel:sandbox.send"


class SandboxChannel:
    """The sandbox payer as a channel for any X12 file. What it answers later comes as its calendar moves on."""

    async def send(self, file: Outgoing) -> list[bytes]:
        """The answers of the payer's day, in order. Two files at once are taken one after the other."""
        async with work_for(file.services, Owner.practice(file.practice_id), CAUSE) as work:
            payer = await store.lock_payer(work.tx, work.owner_id, now())
            known = await store.answers_to(work.tx, work.owner_id, file.name)
            if known is not None:
                return [await read_answer(work, row["file_id"]) for row in known]
            answers = await take_step(
                work,
                partial(_answer, file.content),
                chunk_count=payer["chunk_count"],
                offset_days=payer["offset_days"],
            )
            calendar = await calendar_of(work, payer["offset_days"])
            taken = SandboxFile(tenant_id=work.owner_id, id=new_id(), name=file.name, received_on=calendar.today)
            await work.tx.insert(taken)
            await keep_answers(work, answers, taken.id)
            await work.audit("sandbox.answer", "sandbox_file", taken.id, count=len(answers))
            return [answer.payload for answer in answers]


def _answer(content: bytes, memory: sandbox.Memory, today: date) -> tuple[sandbox.Memory, list[sandbox.Answer]]:
    return sandbox.answer(memory, content, today)
