"""Renames a module in Python files."""
