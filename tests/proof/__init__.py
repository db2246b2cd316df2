"""What is too slow, or needs too much of the machine, for `make test`: `python -m tests.proof`.

A proof is a function that returns figures or raises; `@proof("name")` in any module of this folder registers it.
"""
