"""What services, workers and schedules on AWS are made of."""
