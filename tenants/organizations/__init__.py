"""Billing companies."""
