"""Whether what was deployed is up."""
