"""The plan, as the runner reads it."""
