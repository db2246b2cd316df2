"""Collection of reference cycles, for a process that makes many objects and few cycles.

A posting of 17,400 claims makes a million objects that live for a batch. With the interpreter's own settings the
collector looks at all that is alive every few hundred of them, what was imported included: a third of the posting's
time.
"""

import gc

YOUNGEST = 50_000
"""New objects until the youngest are looked at."""


def settle() -> None:
    """Call once a process, when what it needs is imported: that is not looked at again, the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, 20, 20)
