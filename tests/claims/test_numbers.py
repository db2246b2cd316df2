import string

from hypothesis import given
from hypothesis import strategies as st

from api.claims.numbers import ALPHABET, check_character, is_number, line_control_number, new_number

BODIES = st.text(alphabet=ALPHABET, min_size=14, max_size=14)


def test_numbers_are_what_clm01_takes_and_never_meet() -> None:
    numbers = {new_number() for _ in range(10_000)}
    assert len(numbers) == 10_000
    assert all(is_number(number) and len(number) <= 17 for number in numbers)
    assert all(number[0] in string.ascii_uppercase for number in numbers)


@given(BODIES, st.integers(0, 14), st.sampled_from(ALPHABET))
def test_no_single_wrong_character_passes(body: str, place: int, character: str) -> None:
    number = body + check_character(body)
    wrong = number[:place] + character + number[place + 1 :]
    assert is_number(wrong) is (wrong == number)


def test_the_check_character_is_iso_7064() -> None:
    assert check_character("A12425GABC1234002") == "M", "the standard's own example"


def test_what_is_no_number_of_ours_is_told() -> None:
    assert not is_number("")
    assert not is_number("a" * 15)
    assert not is_number(new_number()[:-1])
    assert not is_number("PREGOLIVE0001XX")


def test_line_control_numbers_fit_where_payers_cut() -> None:
    assert len(line_control_number(new_number(), 50)) <= 30
