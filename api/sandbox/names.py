"""Names as an answer may carry them: what X12 cannot write becomes a blank."""

from api.x12 import Party, can_write


def clean_name(name: str) -> str:
    """The name with every foreign character and delimiter as a blank."""
    if can_write(name):
        return name.strip()
    return "".join(character if can_write(character) else " " for character in name).strip()


def entity_type(party: Party) -> str:
    """NM102: person (1) or else organization (2)."""
    return "1" if party.entity_type == "1" else "2"


def clean_party(party: Party, entity_code: str, id_qualifier: str, number: str) -> Party:
    """A party of an answer: the names of the one that was sent, under another role and number."""
    return Party(
        entity_code=entity_code,
        entity_type="2" if entity_code == "PR" else entity_type(party),
        last_name=clean_name(party.last_name) or "UNKNOWN",
        first_name=clean_name(party.first_name),
        middle_name=clean_name(party.middle_name),
        id_qualifier=id_qualifier,
        id=clean_name(number) or "UNKNOWN",
    )
