"""Bytes as they came and went: encrypted, chunked, known by their hash; interchanges and the transactions cut from them."""

from api.files.control_numbers import draw_control_number, register_submission_route
from api.files.findings import shown_findings
from api.files.keep import KeptFile, keep, read_file
from api.files.transactions import KeptTransaction, finish_transaction, keep_transaction, read_transaction

__all__ = [
    "KeptFile",
    "KeptTransaction",
    "draw_control_number",
    "finish_transaction",
    "keep",
    "keep_transaction",
    "read_file",
    "read_transaction",
    "register_submission_route",
    "shown_findings",
]
