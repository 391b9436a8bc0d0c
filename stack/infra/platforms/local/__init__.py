"""This machine: services, workers and schedules listen on ports of 127.0.0.1."""

from __future__ import annotations

from stack.infra.platforms.local.platform import http_service, schedule, worker

__all__ = ["http_service", "schedule", "worker"]
