"""What of a machine is part of what Pants knows a result by."""
