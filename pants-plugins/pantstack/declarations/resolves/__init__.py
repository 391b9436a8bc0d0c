"""Which resolves modules have."""
