"""The configuration of an environment on this machine, for programs under mocks."""

from __future__ import annotations

import json
from typing import Final

# What modules of `new-module` package.
_DEPLOYABLES: Final = ("api", "job", "worker")


def configuration(module: str) -> dict[str, str]:
    """Return the configuration of an environment on this machine, called `test`."""
    artifacts = [
        {"name": name, "kind": "pex", "path": f"/{module}/{name}.pex", "digest": f"sha256:{'a' * 64}"}
        for name in _DEPLOYABLES
    ]
    return {
        "pantstack:environment": "test",
        "pantstack:platform": "local",
        "pantstack:home": "/home/.pantstack",
        "pantstack:cache": "/cache",
        "pantstack:artifacts": json.dumps(artifacts),
    }
