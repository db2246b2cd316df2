"""Bytes as they came and went, encrypted and known by their hash; interchanges and what is cut from them."""

from api.files.channels import Channel, ChannelMissingError, Outgoing, Plugged, plug, plugged
from api.files.cuts import Cut, cut_of
from api.files.exchange import exchange
from api.files.findings import shown_findings
from api.files.interchanges.addressee import MAILBOX
from api.files.interchanges.control_numbers import draw_control_number, register_submission_route, sender_number
from api.files.interchanges.receive import Received, enqueue_routing, receive_interchange
from api.files.interchanges.register import (
    IdentifierTaken,
    count_interchanges,
    register_claim_numbers,
    register_payee_identifiers,
)
from api.files.interchanges.route import is_under_way
from api.files.keep import KeptFile, keep, read_file
from api.files.problems import NotX12File, TooManyTransactions
from api.files.stages import deliver_to
from api.files.transactions import (
    KeptTransaction,
    finish_transaction,
    finish_transactions,
    is_taken_in,
    keep_cuts,
    keep_transaction,
    read_transaction,
)

__all__ = [
    "MAILBOX",
    "Channel",
    "ChannelMissingError",
    "Cut",
    "IdentifierTaken",
    "KeptFile",
    "KeptTransaction",
    "NotX12File",
    "Outgoing",
    "Plugged",
    "Received",
    "TooManyTransactions",
    "count_interchanges",
    "cut_of",
    "deliver_to",
    "draw_control_number",
    "enqueue_routing",
    "exchange",
    "finish_transaction",
    "finish_transactions",
    "is_taken_in",
    "is_under_way",
    "keep",
    "keep_cuts",
    "keep_transaction",
    "plug",
    "plugged",
    "read_file",
    "read_transaction",
    "receive_interchange",
    "register_claim_numbers",
    "register_payee_identifiers",
    "register_submission_route",
    "sender_number",
    "shown_findings",
]
