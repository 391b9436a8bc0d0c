"""PEX: a Python program with its dependencies in one file."""
