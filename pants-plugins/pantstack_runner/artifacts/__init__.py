"""Packaged artifacts: stored beside the records, fetched again, and pushed."""
