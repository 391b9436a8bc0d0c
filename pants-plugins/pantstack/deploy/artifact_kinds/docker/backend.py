"""The kind's Pants half; `stack/infra/platforms/` runs what it claims, `deploy/runner/images.py` pushes it."""

from __future__ import annotations

from typing import Final

from pantstack.deploy.artifact_kinds.kind import Kind

# What is kept as a file is the image's description as Pants writes it; the image itself is in Docker's daemon.
DOCKER: Final = Kind(name="docker", target_types=frozenset({"docker_image"}), suffix=".docker-info.json")
