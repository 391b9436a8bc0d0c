"""Edits of BUILD files and of Python files that keep everything they do not mean to change."""
