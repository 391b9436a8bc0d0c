"""Docker: an image in the daemon of this machine, and in the registry of an environment."""
