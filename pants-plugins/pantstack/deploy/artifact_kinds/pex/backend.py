"""The kind's Pants half; `stack/infra/platforms/local/platform.py` runs what it claims."""

from __future__ import annotations

from typing import Final

from pantstack.deploy.artifact_kinds.kind import Kind

PEX: Final = Kind(name="pex", target_types=frozenset({"pex_binary"}), suffix=".pex")
