"""The transaction sets and implementation guides that are known, and which of them are read.

GS01, ST01 and GS08 belong together [M]: HC 837, HP 835, HS 270, HB 271, HR 276, HN 277 and 277CA, FA 999.
Variants A2 and A3 of the adopted guides are read; the adopted one is written.
"""

import re
from typing import Final

import msgspec


class Guide(msgspec.Struct, frozen=True):
    """One implementation guide: functional group, set, adopted version, its name, whether this package reads
    it.
    """

    functional_id: str
    set_id: str
    version: str
    name: str
    is_read: bool = True

    @property
    def short_name(self) -> str:
        """835, 837P, 837I, 277CA ..."""
        return self.name.partition(" ")[0]


REMITTANCE_835: Final = Guide("HP", "835", "005010X221A1", "835 remittance")
CLAIM_837P: Final = Guide("HC", "837", "005010X222A1", "837P professional claim")
ACKNOWLEDGEMENT_999: Final = Guide("FA", "999", "005010X231A1", "999 implementation acknowledgement")
ACKNOWLEDGEMENT_277CA: Final = Guide("HN", "277", "005010X214", "277CA claim acknowledgement")

CLAIM_837I: Final = Guide("HC", "837", "005010X223A2", "837I institutional claim")
INQUIRY_270: Final = Guide("HS", "270", "005010X279A1", "270 eligibility inquiry")
ELIGIBILITY_271: Final = Guide("HB", "271", "005010X279A1", "271 eligibility response")
STATUS_REQUEST_276: Final = Guide("HR", "276", "005010X212", "276 claim status request")
CLAIM_STATUS_277: Final = Guide("HN", "277", "005010X212", "277 claim status response")
_CLAIM_837D: Final = Guide("HC", "837", "005010X224A2", "837D dental claim", is_read=False)

# Two guides hold a question and its answer, told apart by ST01.
_GUIDES: Final[dict[str, tuple[Guide, ...]]] = {
    "005010X221": (REMITTANCE_835,),
    "005010X222": (CLAIM_837P,),
    "005010X231": (ACKNOWLEDGEMENT_999,),
    "005010X214": (ACKNOWLEDGEMENT_277CA,),
    "005010X223": (CLAIM_837I,),
    "005010X224": (_CLAIM_837D,),
    "005010X279": (INQUIRY_270, ELIGIBILITY_271),
    "005010X212": (STATUS_REQUEST_276, CLAIM_STATUS_277),
}
FUNCTIONAL_IDS: Final[dict[str, frozenset[str]]] = {
    "HC": frozenset({"837"}),
    "HP": frozenset({"835"}),
    "HS": frozenset({"270"}),
    "HB": frozenset({"271"}),
    "HR": frozenset({"276"}),
    "HN": frozenset({"277"}),
    "FA": frozenset({"999", "997"}),
    "HI": frozenset({"278"}),
    "BE": frozenset({"834"}),
    "RA": frozenset({"820"}),
}
_VARIANTS: Final = frozenset({"", "A1", "A2", "A3"})
_VERSION: Final = re.compile(r"00[0-9]{4}(?:X[0-9]{2,3}(?:[A-Z][0-9])?)?", re.ASCII)
_SET_ID: Final = re.compile(r"[0-9]{3}", re.ASCII)


def find_guide(version: str, set_id: str = "") -> Guide | None:
    """The guide a GS08 and an ST01 name, in any of its errata; None for 4010 and whatever else is unknown.

    A set that is not of the guide gets the first of it: what it should have been.
    """
    base, errata = version[:10], version[10:]
    guides = _GUIDES.get(base) if errata in _VARIANTS else None
    return next((guide for guide in guides if guide.set_id == set_id), guides[0]) if guides else None


def refusal(set_id: str, version: str) -> str | None:
    """Why an ST under this GS08 is not read, in words; None when it is."""
    shown = version if _VERSION.fullmatch(version) else "of an unreadable version"
    shown_set = set_id if _SET_ID.fullmatch(set_id) else "?"
    if version.startswith(("00401", "004010")):
        return f"{shown_set} {shown} is version 4010, which is refused; 5010 is required"
    guide = find_guide(version, set_id)
    if guide is None:
        return f"{shown_set} {shown} is not a version this codec knows"
    if not guide.is_read:
        return f"{guide.name} ({shown}) is known but not read"
    if guide.set_id != set_id:
        return f"GS08 {shown} is a {guide.set_id}, ST01 is {shown_set}"
    return None
