"""What a 271 says, person by person: is the plan active, what does the patient owe, why was nothing said.

An answer with a rejection anywhere is not verified. Active coverage of the plan does not promise a service; a benefit
that is absent is unknown, never zero; totals and what remains of them stand apart.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec

from api.x12.eligibility_270_271.codes import (
    COVERAGE_LEVELS,
    FOLLOW_UPS,
    INFORMATION,
    NETWORKS,
    PERIODS,
    QUANTITIES,
    REJECT_REASONS,
    BenefitKind,
)
from api.x12.eligibility_270_271.records import (
    Benefit,
    EligibilityResponse,
    InformationReceiver,
    InformationSource,
    PersonCoverage,
    Rejection,
    SubscriberCoverage,
)
from api.x12.eligibility_270_271.service_types import PLAN, SERVICE_TYPES
from api.x12.money import format_quantity

CoverageState = Literal["active", "inactive", "unknown"]
RejectionLevel = Literal["source", "receiver", "subscriber", "dependent", "benefit"]
Retry = Literal["unchanged", "corrected", "later", "no"]

_LEVELS: Final[dict[str, RejectionLevel]] = {
    "2000A": "source",
    "2100A": "source",
    "2100B": "receiver",
    "2100C": "subscriber",
    "2100D": "dependent",
}
_SYSTEM_REASONS: Final = frozenset({"42", "80"})
_FINAL_FOLLOW_UPS: Final = frozenset("NSY")
_WAIT_DAYS: Final = {"W": 30, "X": 10}
_CENTS: Final = 100


class RejectionAdvice(msgspec.Struct, frozen=True, kw_only=True):
    """A rejection in words, and what can be done about it."""

    level: RejectionLevel
    code: str  # AAA03
    meaning: str
    follow_up: str  # AAA04 in words
    fix: str  # what to put right, and "nothing" when the request was right
    retry: Retry
    wait_days: int = 0


def explain_rejection(rejection: Rejection) -> RejectionAdvice:
    """Say what an AAA means. A code that is not known is shown as it came."""
    reason = REJECT_REASONS.get(rejection.reason)
    return RejectionAdvice(
        level=_LEVELS.get(rejection.loop, "benefit"),
        code=rejection.reason,
        meaning=reason.meaning if reason else f"reason {rejection.reason}",
        follow_up=FOLLOW_UPS.get(rejection.follow_up, rejection.follow_up),
        fix=reason.fix if reason else "what the payer says on request",
        retry=_retry(rejection),
        wait_days=_WAIT_DAYS.get(rejection.follow_up, 0),
    )


def _retry(rejection: Rejection) -> Retry:
    if rejection.follow_up in _FINAL_FOLLOW_UPS:
        return "no"
    if rejection.follow_up in _WAIT_DAYS:
        return "later"
    if rejection.reason in _SYSTEM_REASONS or rejection.follow_up == "P":
        return "unchanged"
    return "corrected"


class EligibilityAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a 271 with the levels above him; no person when a level above was rejected."""

    source: InformationSource[SubscriberCoverage]
    receiver: InformationReceiver[SubscriberCoverage] | None = None
    subscriber: SubscriberCoverage | None = None
    person: PersonCoverage | None = None  # the subscriber himself, or a dependent
    rejections: tuple[Rejection, ...] = ()  # of this person, his benefits and all levels above

    @property
    def trace_number(self) -> str:
        """TRN02 of the TRN*2: what the 270 gave as its TRN*1."""
        traces = self.person.traces if self.person else ()
        return next((trace.number for trace in traces if trace.kind == "2"), "")

    @property
    def is_verified(self) -> bool:
        """Whether the payer answered: benefits, and no rejection anywhere."""
        return self.person is not None and bool(self.person.benefits) and not self.rejections

    @property
    def coverage(self) -> CoverageState:
        """The plan as a whole: EB01 1-5 or 6-8 for service type 30 or for none."""
        if self.person is None or not self.is_verified:
            return "unknown"
        kinds = {
            benefit.kind
            for benefit in self.person.benefits
            if not benefit.service_types or PLAN in benefit.service_types
        }
        return "active" if "active" in kinds else "inactive" if "inactive" in kinds else "unknown"


def eligibility_answers(response: EligibilityResponse) -> Iterator[EligibilityAnswer]:
    """Each person asked about, in the order of the file; a level rejected as a whole gives one answer without a
    person. A subscriber of whom nothing is said stands there for his dependents alone.
    """
    for source in response.sources:
        if not source.receivers:
            yield EligibilityAnswer(source=source, rejections=tuple(source.rejections))
        for receiver in source.receivers:
            above = (*source.rejections, *receiver.rejections)
            if not receiver.subscribers:
                yield EligibilityAnswer(source=source, receiver=receiver, rejections=above)
            for subscriber in receiver.subscribers:
                yield from _people(source, receiver, subscriber, above)


def _people(
    source: InformationSource[SubscriberCoverage],
    receiver: InformationReceiver[SubscriberCoverage],
    subscriber: SubscriberCoverage,
    above: tuple[Rejection, ...],
) -> Iterator[EligibilityAnswer]:
    people: list[tuple[PersonCoverage, tuple[Rejection, ...]]] = []
    if subscriber.benefits or not subscriber.dependents:
        people.append((subscriber, above))
    people += ((dependent, (*above, *subscriber.rejections)) for dependent in subscriber.dependents)
    for person, inherited in people:
        own = (*person.rejections, *(r for benefit in person.benefits for r in benefit.rejections))
        yield EligibilityAnswer(
            source=source, receiver=receiver, subscriber=subscriber, person=person, rejections=(*inherited, *own)
        )


def find_benefits(
    benefits: Iterable[Benefit],
    kind: BenefitKind,
    *,
    service_type: str | None = None,
    coverage_level: str | None = None,
    in_network: bool | None = None,
    remaining: bool | None = None,
) -> list[Benefit]:
    """The benefits of a kind; what is not asked for may be anything. A benefit that is the same in and out of network
    (EB12 W) answers for both.
    """
    return [
        benefit
        for benefit in benefits
        if benefit.kind == kind
        and (service_type is None or service_type in benefit.service_types)
        and (coverage_level is None or coverage_level == benefit.coverage_level)
        and (in_network is None or benefit.network == "W" or benefit.is_in_network is in_network)
        and (remaining is None or benefit.is_remaining is remaining)
    ]


def benefit_in_words(benefit: Benefit) -> str:
    """A benefit as one line, such as `copay $10.00 (visit) for urgent care; in network`. What the payer wrote as free
    text (MSG) is left out: it may name somebody.
    """
    words = [INFORMATION.get(benefit.information, f"code {benefit.information}"), *_worth(benefit)]
    if benefit.service_types:
        words.append("for " + ", ".join(SERVICE_TYPES.get(code, code) for code in benefit.service_types))
    further = [
        COVERAGE_LEVELS.get(benefit.coverage_level, benefit.coverage_level),
        benefit.plan,
        NETWORKS.get(benefit.network, benefit.network),
        {"Y": "authorization required", "N": "no authorization required"}.get(benefit.authorization, ""),
    ]
    return "; ".join([" ".join(words), *filter(None, further)])


def _worth(benefit: Benefit) -> Iterator[str]:
    """The amount, percentage or quantity with its period."""
    if benefit.cents is not None:
        whole, cents = divmod(abs(benefit.cents), _CENTS)
        yield f"{'-' if benefit.cents < 0 else ''}${whole:,}.{cents:02d}"
    if benefit.percent_bps is not None:
        whole, rest = divmod(benefit.percent_bps, _CENTS)
        yield f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + " %"
    if benefit.quantity is not None:
        unit = QUANTITIES.get(benefit.quantity_qualifier, benefit.quantity_qualifier)
        yield f"{format_quantity(benefit.quantity)} {unit}".rstrip()
    if benefit.period:
        yield f"({PERIODS.get(benefit.period, benefit.period)})"
