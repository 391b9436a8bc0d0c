"""Whether deployed modules are up and healthy."""
