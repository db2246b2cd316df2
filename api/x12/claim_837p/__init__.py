"""The 837P professional claim: read and write."""
