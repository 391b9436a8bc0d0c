"""AWS: services run on ECS Fargate."""
