"""The sets that have mutations."""

from tests.x12.mutations import bases
from tests.x12.mutations.kinds import MutationSet
from tests.x12.mutations.kinds_270 import KINDS_270, base_270
from tests.x12.mutations.kinds_271 import KINDS_271, base_271
from tests.x12.mutations.kinds_276 import KINDS_276, base_276
from tests.x12.mutations.kinds_277 import KINDS_277, base_277
from tests.x12.mutations.kinds_277ca import KINDS_277CA
from tests.x12.mutations.kinds_835 import KINDS_835
from tests.x12.mutations.kinds_837i import KINDS_837I, base_837i
from tests.x12.mutations.kinds_837p import KINDS_837P
from tests.x12.mutations.kinds_999 import KINDS_999
from tests.x12.mutations.kinds_ta1 import KINDS_TA1

MUTATION_SETS: dict[str, MutationSet] = {
    entry.name: entry
    for entry in (
        MutationSet("835", bases.base_835, KINDS_835),
        MutationSet("837P", bases.base_837p, KINDS_837P),
        MutationSet("837I", base_837i, KINDS_837I),
        MutationSet("270", base_270, KINDS_270, has_judge=False),
        MutationSet("271", base_271, KINDS_271, has_judge=False),
        MutationSet("276", base_276, KINDS_276, has_judge=False),
        MutationSet("277", base_277, KINDS_277, has_judge=False),
        MutationSet("999", bases.base_999, KINDS_999),
        MutationSet("277CA", bases.base_277ca, KINDS_277CA),
        MutationSet("TA1", bases.base_ta1, KINDS_TA1),
    )
}
