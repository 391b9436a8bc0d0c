"""The goal `cache-key`."""
