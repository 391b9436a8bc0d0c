"""What the checker has to know, gathered through Pants and remembered."""
