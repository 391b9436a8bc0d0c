"""Which modules need a target in their resolves, and which list it."""
