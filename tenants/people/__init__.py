"""Principals and their grants, partners."""
