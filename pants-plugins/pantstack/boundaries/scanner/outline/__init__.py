"""A file's imports and attribute chains from its text alone, where that is certain."""
