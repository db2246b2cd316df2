"""The stages of the cycle, in the order a claim travels."""

from collections.abc import Callable, Mapping
from typing import Final

from api.demo.cast import Cast
from api.demo.inward import acknowledgement, adjudication, posting
from api.demo.outward import coding, eligibility, registration, submission, token
from api.demo.rates import first_pass
from api.demo.report import Stage
from api.demo.settling import denial, fees, patient_balance

STAGES: Final[Mapping[str, Callable[[Cast], Stage]]] = {
    "token": token,
    "registration": registration,
    "eligibility": eligibility,
    "coding": coding,
    "submission": submission,
    "acknowledgement": acknowledgement,
    "adjudication": adjudication,
    "posting": posting,
    "denial": denial,
    "patient_balance": patient_balance,
    "fees": fees,
    "first_pass": first_pass,
}
