"""Corrected claims: a replacement, a void or a new claim in the place of one that was wrong, by the payer's own way."""

from api.corrections.follow import follow_duplicates

__all__ = ["follow_duplicates"]
