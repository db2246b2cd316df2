"""Values that are read once: the same text gives the same value, and no file makes them many or long."""

from api.x12 import read_file, read_remittance, write_remittances
from api.x12.known import Known
from tests.x12.builders import claim_payment, facts, remittance, service_payment


def test_a_text_is_read_once() -> None:
    read: list[str] = []

    def length(text: str) -> int:
        read.append(text)
        return len(text)

    known = Known(length)
    assert [known["abc"], known["abc"], known["de"]] == [3, 3, 2]
    assert read == ["abc", "de"]


def test_what_is_known_stays_little() -> None:
    known = Known(len)
    for number in range(10_000):
        assert known[f"{number}"] == len(str(number))
        assert len(known) <= 2_048
    long = "X" * 10_000
    assert known[long] == len(long)
    assert long not in known


def test_records_of_two_claims_share_what_they_say_alike_and_nothing_that_can_change() -> None:
    claims = [claim_payment(name, services=[service_payment()]) for name in ("CLM0001", "CLM0002")]
    (transaction,) = read_file(write_remittances([remittance(claims)], facts())).transactions()
    first, second = read_remittance(transaction).claims
    assert first.services[0].procedure is second.services[0].procedure
    first.services[0].dates.clear()
    assert second.services[0].dates
