"""Compares the checker of boundaries with its rivals: on generated trees, on real code, and inside Pants.

Run it as `build-support/test --benchmark checker`; it writes docs/benchmarks.md and docs/benchmarks.svg.
"""
