"""The network, and how the world reaches it."""
