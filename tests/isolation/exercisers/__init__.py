"""How each operation is exercised. A new one needs an entry, else the walk fails; sites are filled in their order."""

from tests.isolation.exercisers.claims import CLAIMS
from tests.isolation.exercisers.exerciser import ANY, ORGANIZATION, PARTNER, PRACTICE, Exerciser, File
from tests.isolation.exercisers.money import MONEY
from tests.isolation.exercisers.numbers import NUMBERS
from tests.isolation.exercisers.set_up import SET_UP

__all__ = ["ANY", "EXERCISERS", "ORGANIZATION", "PARTNER", "PRACTICE", "Exerciser", "File"]

EXERCISERS = [*SET_UP, *CLAIMS, *MONEY, *NUMBERS]
