"""Damage as files suffer it, and as somebody would do it: flipped bytes, cuts, other delimiters, segments misplaced."""

import random
from collections.abc import Callable, Sequence
from typing import Final

_ISA_BYTES: Final = 106
_DELIMITERS: Final = b"*^:~|><!;\n\x1c\x1d\x1e\x00 A"
_ODD_VALUES: Final = (
    *(b"", b"-", b".", b"-0", b"00", b"9" * 40, b"1e9", b"\xb2", b"\xff" * 3, b"1.005", b"99999999", b"20260231"),
    *(b"A" * 300, b":::::", b"^^^^", b"18", b"22", b"-1", b"\x00", b"\xef\xbb\xbf", b"NON", b"7"),
)
Kind = Callable[[bytearray, random.Random], None]


def damaged(payload: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """The file after one to four accidents; `others` lend it segments."""
    broken = bytearray(payload)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        if broken:
            chance.choice(KINDS)(broken, chance)
    if others and chance.random() < 0.1:
        _lend(broken, chance.choice(others), chance)
    return bytes(broken)


def _flip(broken: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 6)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)


def _flip_header(broken: bytearray, chance: random.Random) -> None:
    broken[chance.randrange(min(len(broken), _ISA_BYTES))] = chance.choice(_DELIMITERS)


def _cut(broken: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(broken))
    del broken[start : start + chance.choice((1, 2, 20, 200, len(broken)))]


def _swap_delimiters(broken: bytearray, chance: random.Random) -> None:
    """Every one of them, or half: two characters change places from somewhere on."""
    first = chance.choice([mark for mark in _DELIMITERS if mark in broken] or _DELIMITERS)
    second = chance.choice(_DELIMITERS)
    start = chance.choice((0, chance.randrange(len(broken))))
    table = bytes.maketrans(bytes((first, second)), bytes((second, first)))
    broken[start:] = broken[start:].translate(table)


def _double(broken: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(broken))
    end = start + chance.choice((1, 10, 100, 1_000))
    broken[start:start] = broken[start:end] * chance.choice((1, 1, 2, 20))


def _segments(broken: bytearray) -> list[bytes]:
    return bytes(broken).split(b"~")


def _shuffle(broken: bytearray, chance: random.Random) -> None:
    segments = _segments(broken)
    start = chance.randrange(len(segments))
    part = segments[start : start + chance.choice((2, 5, 50))]
    chance.shuffle(part)
    segments[start : start + len(part)] = part
    broken[:] = b"~".join(segments)


def _drop_or_repeat(broken: bytearray, chance: random.Random) -> None:
    segments = _segments(broken)
    at = chance.randrange(len(segments))
    segments[at : at + 1] = [segments[at]] * chance.choice((0, 0, 2, 3, 120))
    broken[:] = b"~".join(segments)


def _change_element(broken: bytearray, chance: random.Random) -> None:
    segments = _segments(broken)
    at = chance.randrange(len(segments))
    elements = segments[at].split(b"*")
    place = chance.randrange(len(elements))
    elements[place : place + 1] = chance.choice(([chance.choice(_ODD_VALUES)], [], [b"", b"", elements[place]]))
    segments[at] = b"*".join(elements)
    broken[:] = b"~".join(segments)


def _lend(broken: bytearray, other: bytes, chance: random.Random) -> None:
    ours, theirs = _segments(broken), other.split(b"~")
    at, start = chance.randrange(len(ours)), chance.randrange(len(theirs))
    ours[at:at] = theirs[start : start + chance.choice((1, 3, 30))]
    broken[:] = b"~".join(ours)


KINDS: Final[tuple[Kind, ...]] = (
    *(_flip, _flip_header, _cut, _swap_delimiters, _double, _shuffle, _drop_or_repeat),
    *(_change_element, _change_element, _change_element),
)
