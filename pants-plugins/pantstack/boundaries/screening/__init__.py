"""Finds the files that may have a finding, before any of them is parsed; all others certainly have none."""
