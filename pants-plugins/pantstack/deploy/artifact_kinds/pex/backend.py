"""What Pants packages as a PEX."""

from __future__ import annotations

from typing import Final

from pantstack.deploy.artifact_kinds.backends import ArtifactBackend

BACKEND: Final = ArtifactBackend("pex", frozenset({"pex_binary"}), ".pex")
