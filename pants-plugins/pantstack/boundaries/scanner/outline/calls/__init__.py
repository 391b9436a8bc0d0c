"""Functions that patch, or import by name, and what they are given."""
