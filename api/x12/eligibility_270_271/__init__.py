"""Eligibility: the 270 inquiry and the 271 response, read and written; answers and rejections in words.

>>> from api.x12 import benefit_in_words, eligibility_answers, explain_rejection, find_benefits, read_271, read_file
>>> for transaction in read_file(path).transactions():
...     for answer in eligibility_answers(read_271(transaction)):
...         print(answer.trace_number, answer.coverage, [explain_rejection(each).fix for each in answer.rejections])
...         for benefit in find_benefits(answer.person.benefits, "deductible", in_network=True):
...             print(benefit.cents, "left" if benefit.is_remaining else "total", "-", benefit_in_words(benefit))
20260106000001 active []
150000 total - deductible $1,500.00 (calendar year) for health benefit plan coverage; individual; in network
40000 left - deductible $400.00 (remaining) for health benefit plan coverage; individual; in network
"""

from api.x12.eligibility_270_271.answers import (
    EligibilityAnswer,
    RejectionAdvice,
    benefit_in_words,
    eligibility_answers,
    explain_rejection,
    find_benefits,
)
from api.x12.eligibility_270_271.read_inquiry import read_270
from api.x12.eligibility_270_271.read_response import read_271
from api.x12.eligibility_270_271.records import (
    AdditionalInformation,
    Benefit,
    Delivery,
    EligibilityInquiry,
    EligibilityResponse,
    InformationReceiver,
    InformationSource,
    InsuredStatus,
    PersonCoverage,
    PersonInquiry,
    ProviderRole,
    Rejection,
    RelatedEntity,
    ServiceInquiry,
    SubscriberCoverage,
    SubscriberInquiry,
    Trace,
)
from api.x12.eligibility_270_271.service_types import SERVICE_TYPES
from api.x12.eligibility_270_271.write import write_270s, write_271s

__all__ = [
    "SERVICE_TYPES",
    "AdditionalInformation",
    "Benefit",
    "Delivery",
    "EligibilityAnswer",
    "EligibilityInquiry",
    "EligibilityResponse",
    "InformationReceiver",
    "InformationSource",
    "InsuredStatus",
    "PersonCoverage",
    "PersonInquiry",
    "ProviderRole",
    "Rejection",
    "RejectionAdvice",
    "RelatedEntity",
    "ServiceInquiry",
    "SubscriberCoverage",
    "SubscriberInquiry",
    "Trace",
    "benefit_in_words",
    "eligibility_answers",
    "explain_rejection",
    "find_benefits",
    "read_270",
    "read_271",
    "write_270s",
    "write_271s",
]
