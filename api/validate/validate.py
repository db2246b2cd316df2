"""Check a file that somebody sent, off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec

from api.files import NotX12File
from api.validate.problems import MAX_TRANSACTIONS, TooManyToValidate
from api.x12 import NotX12, Profile, TooManyTransactions, check_file, read_file
from api.x12.convert import check_report

# One at a time beside the requests of everybody else: the check of a long file takes seconds.
_CHECKER: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="x12-check")


async def validate(body: bytes, profile: Profile) -> bytes:
    """The report as JSON. Raises NotX12File, TooManyToValidate."""
    try:
        return await asyncio.get_running_loop().run_in_executor(_CHECKER, _report, body, profile)
    except NotX12:
        raise NotX12File.without_isa() from None
    except TooManyTransactions as over:
        raise TooManyToValidate.of(over.segment, over.limit) from None


def _report(body: bytes, profile: Profile) -> bytes:
    """The findings of one ST are limited, so the number of ST bounds what one request can make this process hold."""
    transactions = read_file(body, is_limited=True).transactions()
    if sum(1 for _ in transactions) > MAX_TRANSACTIONS:
        raise TooManyTransactions("ST", MAX_TRANSACTIONS)
    return msgspec.json.encode(check_report(check_file(body, profile)))
