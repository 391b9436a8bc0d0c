"""The business logic: it knows nothing of HTTP."""
