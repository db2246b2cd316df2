"""A claim's whole story, from what each stage kept of it: events, files sent and received, postings, denials, fees."""
