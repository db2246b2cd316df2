"""Rotate keys under load: a new data key and everything sealed anew under it, or a new secret around the same keys."""

from tenants.resealing.columns import SealedTable, sealed_tables
from tenants.resealing.reseal import Resealed, reseal
from tenants.resealing.rotate import queue_rotation, rotate_data_key, rotate_master
from tenants.resealing.store import versions

__all__ = [
    "Resealed",
    "SealedTable",
    "queue_rotation",
    "reseal",
    "rotate_data_key",
    "rotate_master",
    "sealed_tables",
    "versions",
]
