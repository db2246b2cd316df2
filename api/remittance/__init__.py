"""Remittances: an 835's check balanced at line, claim and check, matched, and posted once."""
