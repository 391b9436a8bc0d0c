"""What the backend hands to the runner."""
