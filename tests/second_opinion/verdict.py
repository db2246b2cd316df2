"""What was compared, and where the two parted."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the product and the second opinion see differently."""

    what: str
    product: object
    opinion: object


@dataclass
class Verdict:
    """Comparisons of one practice. An opinion that compared nothing is no opinion: look at `compared`."""

    practice_id: str
    compared: dict[str, int] = field(default_factory=dict)
    """How many comparisons of each kind."""
    differences: list[Difference] = field(default_factory=list)

    def compare(self, kind: str, what: str, product: object, opinion: object) -> None:
        self.compared[kind] = self.compared.get(kind, 0) + 1
        if product != opinion:
            self.differences.append(Difference(f"{kind}: {what}", product, opinion))

    @property
    def agrees(self) -> bool:
        return bool(self.compared) and not self.differences

    def as_json(self) -> dict[str, object]:
        return {
            "practice_id": self.practice_id,
            "agrees": self.agrees,
            "compared": self.compared,
            "differences": [
                {"what": each.what, "product": each.product, "opinion": each.opinion} for each in self.differences
            ],
        }
