"""What the API and the facade speak."""
