"""Readers of what other tools declare about modules."""
