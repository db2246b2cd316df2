"""Files to read in two ways, many segments at a time and one by one: altered in every place, noisy, written by us."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from api.sandbox import Memory, advance, answer
from api.sandbox.scenarios import SCENARIOS
from api.x12 import Note, write_claims
from api.x12.lexer import MAX_ELEMENTS
from tests.bench.x12_files import claim_batches, write_remittance
from tests.x12.builders import batch, billing, claim, facts, line, subscriber
from tests.x12.mutations import MUTATION_SETS
from tests.x12.mutations.kinds import mutate

# What may stand anywhere, and stands anywhere at some time.
_VALUES: Final = (
    "",
    "X",
    "QZ:1",
    ":",
    "HC:1:2:3:4:5:6:7:8",
    "-",
    "-.5",
    "1.005",
    "7",
    "20260231",
    "9" * 17,
    "A^B",
    " ",
)
# An amount, a number or a day said in another way; some of them say something else, or nothing.
_FORMS: Final = ("0{}", "{}.", "{}.0", "{}.00", "{}.000", "-{}", "+{}", " {}", "{}E0", "{}\xb2")
_NOISE: Final = "*:~^0189AZ.- \n\xe9"
_MARKS: Final = "*:~^"
# Some of them mean something else in a pattern.
_OTHER_MARKS: Final = ("|>\n!", "^]\\[", "$?(+", "\x1d\x1f\x1c\x1e")


def altered(payload: bytes) -> Iterator[bytes]:
    """The file with one place altered: an element given another value or another form, or a segment more elements."""
    segments = payload.decode().split("~")
    first = next(at for at, segment in enumerate(segments) if segment.startswith("ST*"))
    for at in range(first + 1, len(segments) - 4):
        elements = segments[at].split("*")
        changed = [
            [*elements[:number], value, *elements[number + 1 :]]
            for number in range(1, len(elements))
            for value in (*_VALUES, *(form.format(elements[number]) for form in _FORMS))
        ]
        changed += [elements[:count] for count in range(1, len(elements))]
        changed += [[*elements, *[""] * empty, "7"] for empty in (*range(21), MAX_ELEMENTS)]
        changed += [[*elements, ""]]
        for other in changed:
            yield "~".join([*segments[:at], "*".join(other), *segments[at + 1 :]]).encode()


def noisy(payload: bytes, seed: int, count: int = 400) -> Iterator[bytes]:
    """The file with a character put in or replaced somewhere behind its envelope."""
    draw = random.Random(seed)  # noqa: S311 - a test draws the same each time
    text = payload.decode()
    for _ in range(count):
        at = draw.randrange(text.index("ST*"), len(text) - 60)
        yield (text[:at] + draw.choice(_NOISE) + text[at + draw.choice((0, 1)) :]).encode()


def mutated(name: str) -> Iterator[bytes]:
    """The base of a set, broken in every way the check must find."""
    base = MUTATION_SETS[name].base()
    for kind in MUTATION_SETS[name].kinds:
        for variant in kind.variants:
            yield mutate(base, variant)


def remarked(payload: bytes) -> Iterator[bytes]:
    """The same under other delimiters."""
    for marks in _OTHER_MARKS:
        yield payload.decode().translate(str.maketrans(_MARKS, marks)).encode()


def built_remittances(folder: Path) -> Iterator[bytes]:
    """What we write: the file the codec is measured on, and the answers of the sandbox to all it knows."""
    path = folder / "built.835"
    write_remittance(path, 300)
    yield path.read_bytes()
    yield from _sandbox_answers()


def built_claims() -> Iterator[bytes]:
    """The same of claims."""
    yield write_claims(claim_batches(60), facts())
    yield _questions()


def _questions() -> bytes:
    """A claim a scenario of the sandbox, but for those that refuse the whole file."""
    notes = [f"SBX {name}" for name, scenario in SCENARIOS.items() if scenario.gate == "open"]
    subscribers = [
        subscriber(f"M{at:06d}", [claim(f"CLM{at:04d}", [line(), line(9_000, 2)], notes=[Note("ADD", note)])])
        for at, note in enumerate(notes, 1)
    ]
    return write_claims([batch([billing(subscribers)])], facts())


def _sandbox_answers() -> Iterator[bytes]:
    memory, answers = answer(Memory(), _questions(), date(2026, 1, 6))
    _, later = advance(memory, date(2026, 6, 30))
    for found in (*answers, *later):
        if found.kind == "835":
            yield found.payload
