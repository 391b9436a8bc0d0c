"""Writes what was measured: a page with tables, a plot, and which goals are reached."""
