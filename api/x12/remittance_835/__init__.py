"""The 835 remittance: read, write, balance, and the hashes that tell a replay from a new check."""
