"""The rules of the 835 beyond its grammar."""

from api.x12.check.transaction_set import SetRules


class RemittanceRules(SetRules):
    """Sums, signs, codes that belong together."""

    hooks = {"2100/CLP": "take_clp"}

    def take_clp(self, elements: list[str], position: int) -> None:
        """CLP: a claim payment."""
        self.claims += 1
