"""The files of a repository that Pants would see, and its globs."""
