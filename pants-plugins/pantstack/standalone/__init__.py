"""Reads a repository without Pants: its options, files and BUILD files, as Pants would, and runs nothing of it."""
