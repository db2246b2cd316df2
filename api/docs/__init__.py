"""The API reference at `/docs`: the published contract, to read and to try, with nothing loaded from elsewhere."""
