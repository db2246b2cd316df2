"""X12 files checked on request: what is wrong with them, by the rules of their sets. Nothing is stored."""
