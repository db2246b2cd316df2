"""People, names and addresses as the loops of an 837P have them."""

import re
import unicodedata

from api.registration import Address as PostalAddress
from api.registration import Person
from api.x12 import Address, Party

_NOT_X12 = re.compile(r"[^A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_{}\\|<>#$]")
_LONGEST_NAME = 60


def person_party(entity_code: str, person: Person) -> Party:
    """NM1 of a person with N3 and N4."""
    return Party(
        entity_code=entity_code,
        entity_type="1",
        last_name=person.last_name,
        first_name=person.first_name,
        middle_name=person.middle_name,
        address=postal_address(person.address),
    )


def postal_address(address: PostalAddress) -> Address:
    """N3 and N4."""
    return Address(line1=address.line1, line2=address.line2, city=address.city, state=address.state, zip=address.zip)


def x12_name(name: str) -> str:
    """A name as X12 can carry it: accents dropped, other foreign characters too, 60 at most."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join(_NOT_X12.sub("", plain).split())[:_LONGEST_NAME].strip() or "PRACTICE"
