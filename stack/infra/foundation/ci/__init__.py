"""What a CI of the environment may do."""
