"""Runs commands and measures what they cost: CPU time, wall time and memory."""
