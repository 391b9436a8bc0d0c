"""The configuration of modules, from the repository's files."""
