"""The mailbox of an organization: interchanges as they came, and how each transaction finds its practice."""
