"""Measure, print, and keep the results in `build/bench.json`."""

import sys

import orjson

from tests.bench.audit_cost import audit_cost
from tests.bench.claims import claim_reads
from tests.bench.facts import write
from tests.bench.posting import posting
from tests.bench.search import patient_search
from tests.bench.x12 import x12_codec

results = claim_reads() | patient_search() | audit_cost() | posting() | x12_codec()
file = write("bench", results)
sys.stdout.write(orjson.dumps(results, option=orjson.OPT_INDENT_2).decode() + f"\n{file}\n")
