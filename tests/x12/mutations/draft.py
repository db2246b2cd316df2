"""A file taken apart to be broken in one place and put together again."""

from collections.abc import Callable

Segment = list[str]


class Draft:
    """The segments of a file as lists of elements, under `*` and `~`. Edits return the draft, so they chain."""

    def __init__(self, payload: bytes) -> None:
        self.segments: list[Segment] = [text.split("*") for text in payload.decode().split("~") if text]

    def at(self, start: str, number: int = 1) -> int:
        """The index of the n-th segment that starts so: `CLP`, `NM1*QC`, `CAS*CO*45`."""
        elements = start.split("*")
        for index, segment in enumerate(self.segments):
            if segment[: len(elements)] == elements:
                number -= 1
                if not number:
                    return index
        raise LookupError(start)

    def get(self, start: str, element: int, number: int = 1) -> str:
        """An element of a segment."""
        segment = self.segments[self.at(start, number)]
        return segment[element] if element < len(segment) else ""

    def put(self, start: str, element: int, value: str, number: int = 1) -> "Draft":
        """Replace an element; the empty ones at the end go."""
        segment = self.segments[self.at(start, number)]
        segment += [""] * (element + 1 - len(segment))
        segment[element] = value
        while not segment[-1]:
            segment.pop()
        return self

    def add_to(self, start: str, element: int, cents: int, number: int = 1) -> "Draft":
        """Add cents to an amount."""
        whole = round(float(self.get(start, element, number)) * 100) + cents
        return self.put(start, element, f"{whole / 100:.2f}", number)

    def drop(self, start: str, number: int = 1) -> "Draft":
        """Take a segment out."""
        del self.segments[self.at(start, number)]
        return self

    def drop_loop(self, start: str, end: str, number: int = 1) -> "Draft":
        """Take out from a segment up to the next one that starts as `end` says, which stays."""
        first = self.at(start, number)
        wanted = end.split("*")
        last = next(
            index for index in range(first + 1, len(self.segments)) if self.segments[index][: len(wanted)] == wanted
        )
        del self.segments[first:last]
        return self

    def insert(self, start: str, text: str, number: int = 1, *, after: bool = True) -> "Draft":
        """Put segments after, or before, another one."""
        index = self.at(start, number) + after
        self.segments[index:index] = [line.split("*") for line in text.split("~") if line]
        return self

    def swap(self, first: str, second: str, number: int = 1) -> "Draft":
        """Let two segments change places."""
        one, other = self.at(first, number), self.at(second, number)
        self.segments[one], self.segments[other] = self.segments[other], self.segments[one]
        return self

    def count(self) -> "Draft":
        """Make the envelope right again: SE01, GE01, IEA01."""
        opened, transactions, groups = 0, 0, 0
        for index, segment in enumerate(self.segments):
            match segment[0]:
                case "ST":
                    opened, transactions = index, transactions + 1
                case "SE":
                    segment[1] = str(index - opened + 1)
                case "GS":
                    transactions, groups = 0, groups + 1
                case "GE":
                    segment[1] = str(transactions)
                case "IEA":
                    segment[1] = str(groups)
        return self

    def renumber(self) -> "Draft":
        """Number the HL levels anew, each under the last level above it."""
        above = {"20": "", "21": "20", "22": "20", "19": "21", "PT": "19", "23": "22"}
        if any(segment[0] == "HL" and segment[3] == "21" for segment in self.segments):
            above["22"] = "21"
        numbers: dict[str, str] = {"": ""}
        for number, segment in enumerate((s for s in self.segments if s[0] == "HL"), 1):
            numbers[segment[3]] = segment[1] = str(number)
            segment[2] = numbers[above[segment[3]]]
        return self

    def payload(self) -> bytes:
        """The file again."""
        return ("~".join("*".join(segment) for segment in self.segments) + "~").encode()


Edit = Callable[[Draft], object]
