"""Codes of an STC, in our words: X12 external code lists 507 (category) and 508 (status), edition of 2011-11-01.

Only what explains a claim before its adjudication. A code that is not here is shown as it came.
"""

SOURCE = "X12 external code lists 507 and 508, edition of 2011-11-01"

CATEGORIES: dict[str, str] = {
    "A0": "Forwarded to another entity",
    "A1": "Received; not yet accepted for adjudication",
    "A2": "Accepted into adjudication",
    "A3": "Returned as unprocessable; not adjudicated",
    "A4": "Not found",
    "A5": "Split on acceptance",
    "A6": "Rejected: information is missing",
    "A7": "Rejected: information is not valid",
    "A8": "Rejected: fields contradict each other",
}

STATUSES: dict[str, str] = {
    "19": "The entity acknowledges receipt",
    "20": "Accepted for processing",
    "21": "Missing or invalid information",
    "164": "Member number of the entity",
    "178": "Submitted charges",
    "535": "Claim frequency code",
    "562": "NPI of the entity",
}

ENTITIES: dict[str, str] = {
    "40": "receiver",
    "41": "submitter",
    "77": "service location",
    "82": "rendering provider",
    "85": "billing provider",
    "IL": "insured or subscriber",
    "PR": "payer",
    "QC": "patient",
}


def reason(category: str, status: str, entity: str) -> str:
    """One sentence for a category, a status and an entity."""
    words = [CATEGORIES.get(category, f"Category {category}"), STATUSES.get(status, f"status {status}")]
    sentence = ": ".join(words) if status else words[0]
    return f"{sentence} ({ENTITIES.get(entity, entity)})" if entity else sentence
