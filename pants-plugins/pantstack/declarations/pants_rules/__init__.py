"""The declared modules, found by rules of Pants."""
