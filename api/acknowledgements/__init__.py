"""acknowledgements."""
