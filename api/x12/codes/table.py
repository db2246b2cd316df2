"""How a list is written down: words, or blocks of numbers."""


def words(text: str) -> frozenset[str]:
    """The codes of a text."""
    return frozenset(text.split())


def numbers(prefix: str, ranges: str, width: int = 1) -> frozenset[str]:
    """The codes of blocks: `numbers("M", "1-3 7")` is M1, M2, M3, M7."""
    found = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        found |= {f"{prefix}{number:0{width}d}" for number in range(int(first), int(last or first) + 1)}
    return frozenset(found)
