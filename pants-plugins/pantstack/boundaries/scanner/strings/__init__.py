"""Strings that name modules or stacks."""
