"""Faults on purpose: files that are damaged, and what must hold of the product whatever comes."""
