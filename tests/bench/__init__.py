"""Measurements against hand-written floors doing the same work in the same run: `python -m tests.bench`."""
