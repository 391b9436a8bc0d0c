"""The layers of the repository, and those inside of modules."""
