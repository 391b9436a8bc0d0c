"""The port to Pants: the only package, beside each feature's `calls.py`, that knows Pants' rule API."""
