"""The product on one machine: a billing company, two practices and a partner, and their claims driven through HTTP."""
