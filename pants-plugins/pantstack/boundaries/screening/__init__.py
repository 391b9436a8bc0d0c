"""Tells the files that may have a finding from those that certainly have none, before any of them is parsed."""
