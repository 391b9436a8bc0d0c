"""What was packaged: kept, found again, and pushed."""
