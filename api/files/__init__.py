"""Bytes as they came and went: encrypted, chunked, known by their hash; interchanges and the transactions cut from them."""

from api.files.keep import KeptFile, keep, read_file

__all__ = ["KeptFile", "keep", "read_file"]
