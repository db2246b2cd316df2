"""The stages of the cycle, in the order a claim travels."""

from collections.abc import Callable, Mapping
from typing import Final

from api.demo.cast import Cast
from api.demo.inward import acknowledgement, adjudication, first_pass, posting
from api.demo.outward import coding, registration, submission, token
from api.demo.report import Stage

STAGES: Final[Mapping[str, Callable[[Cast], Stage]]] = {
    "token": token,
    "registration": registration,
    "coding": coding,
    "submission": submission,
    "acknowledgement": acknowledgement,
    "adjudication": adjudication,
    "posting": posting,
    "first_pass": first_pass,
}
