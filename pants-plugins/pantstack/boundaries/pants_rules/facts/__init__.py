"""What the checks need to know, gathered through Pants and remembered."""
