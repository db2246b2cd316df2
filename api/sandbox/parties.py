"""Payer and payee as an 835 names them."""

from typing import Final

from api.sandbox.inbox import provider_number
from api.sandbox.names import clean_name
from api.x12 import Address, BillingProvider, Contact, Party, Reference, RemittanceParty

_ADDRESS: Final = Address(line1="1 SANDBOX WAY", city="ALBANY", state="NY", zip="122070001")
_CONTACT: Final = Contact(function="BL", name="SANDBOX PAYER", numbers=(("TE", "8005550100"),))


def payer_of(payer: Party) -> RemittanceParty:
    """1000A of the payer that a claim names in 2010BB."""
    return RemittanceParty(
        name=clean_name(payer.last_name) or "SANDBOX PAYER",
        address=_ADDRESS,
        references=[Reference("2U", payer.id)],
        contacts=[_CONTACT],
    )


def payee_of(billing: BillingProvider) -> RemittanceParty:
    """1000B of the provider that bills."""
    party = billing.party
    qualifier, number = provider_number(billing)
    tax_id = clean_name(party.reference("EI") or party.reference("SY"))
    return RemittanceParty(
        name=clean_name(" ".join(filter(None, (party.last_name, party.first_name)))) or "UNKNOWN",
        id_qualifier=qualifier,
        id=number,
        references=[Reference("TJ", tax_id)] if tax_id and qualifier == "XX" else [],
    )
