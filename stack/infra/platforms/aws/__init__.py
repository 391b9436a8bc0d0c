"""AWS: workloads run on ECS Fargate, on the foundation that all workloads of the environment share."""

from __future__ import annotations

from stack.infra.platforms.aws.schedules import schedule
from stack.infra.platforms.aws.services import http_service
from stack.infra.platforms.aws.workers import worker

__all__ = ["http_service", "schedule", "worker"]
