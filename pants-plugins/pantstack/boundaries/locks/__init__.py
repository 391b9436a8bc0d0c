"""Resolves: what their targets require, and what their lockfiles were made from."""
