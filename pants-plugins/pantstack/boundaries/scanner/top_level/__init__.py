"""What a file binds, offers and promises at its top level."""
