# Every way to run the product, test it and look after it. `make` lists them.
PYTHON ?= python3
WORKERS ?= 2
RUN := .venv/bin/python
UV_VERSION := 0.13.9

.PHONY: help demo test serve worker lint lock bench proof
.DEFAULT_GOAL := help

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/run.stamp ## the whole cycle on this machine, then serve (ARGS="--once", "--once --json", "--port 0")
	@$(RUN) -m api.cli demo $(ARGS)

test: .venv/dev.stamp ## every test, in parallel on one throw-away PostgreSQL (ARGS="-k posting")
	@$(RUN) -m pytest -q -n $(WORKERS) --dist loadfile $(ARGS)

serve: .venv/run.stamp ## migrate, then serve the API on HOST and PORT; `make worker` beside it runs the jobs
	@$(RUN) -m api.cli serve --prepare $(ARGS)

worker: .venv/run.stamp ## run jobs until stopped
	@$(RUN) -m api.cli worker $(ARGS)

lint: .venv/dev.stamp ## style, types, import contracts, published API contract
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy
	@.venv/bin/lint-imports
	@$(RUN) -m api.cli openapi --check

lock: .venv/run.stamp ## requirements*.in to locks with hashes (ARGS=--upgrade)
	@$(RUN) -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) >&2
	@$(LOCK) requirements.in -o requirements.lock
	@$(LOCK) --constraint requirements.lock requirements-optional.in -o requirements-optional.lock
	@$(LOCK) --constraint requirements.lock requirements-dev.in -o requirements-dev.lock

bench: .venv/dev.stamp ## measure against hand-written floors, into build/bench.json
	@$(RUN) -m tests.bench $(ARGS)

proof: .venv/dev.stamp ## the slow proofs, into build/proof.json
	@$(RUN) -m tests.proof $(ARGS)

# The locks name no host, hold for every platform, and pip refuses whatever has another hash.
LOCK = .venv/bin/uv pip compile -q --generate-hashes --universal --no-emit-index-url --no-emit-find-links \
	--no-header --python-version 3.11 $(ARGS)
INSTALL = $(RUN) -m pip install -q --disable-pip-version-check --no-input --require-hashes --no-deps

# Everything said while setting up goes to the error stream: `make demo ARGS="--once --json"` prints JSON alone.
.venv/run.stamp: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: apt-get install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(RUN) -m pip --version >/dev/null 2>&1 || { echo "Making .venv from requirements.lock, once ..." >&2; $(PYTHON) -m venv .venv >&2; }
	@$(INSTALL) -r $< >&2
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@$(INSTALL) -r $< >&2
	@touch $@
