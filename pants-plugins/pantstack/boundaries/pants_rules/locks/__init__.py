"""What resolves require and lock, gathered through Pants and remembered."""
