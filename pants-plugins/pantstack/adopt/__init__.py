"""The goal `adopt`: Pantstack for a repository that does not have it yet."""
