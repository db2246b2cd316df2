"""remittance."""
