"""Propose modules and facades for a tree that declares none yet."""
