"""Corrected claims: a replacement, a void or a new claim in the place of one that was wrong, by the payer's own way."""
