"""The registry of artifact kinds.

A kind is a folder here with `backend.py`, `runtime.py` and `page.md`, and stands in KINDS. Two interpreters read the
registry, so this file imports nothing:

- The backend calls `artifact_kinds.backends.backend_for(...)`, which returns `BACKEND` of a kind's `backend.py`, an
  `ArtifactBackend`: which targets it claims, where the artifact is kept, its digest, and messages for what fails.
- The runner and `stack/infra` call `artifact_kinds.runtimes.runtime(kind)`, which returns `RUNTIME` of the kind's
  `runtime.py`, an `ArtifactRuntime`: `is_file` says whether the artifact is its file, which is kept beside the records;
  `needs_registry` whether it is pushed; `deliver` brings it to where the environment takes it from; unless `runs_here`
  is false, `inputs`, `start`, `is_running` and `stop` run it as a service of this machine.

`backend.py` does not import Pants. `runtime.py` may import `pantstack_runtime`, never the backend. Nothing outside of a
kind's folder compares with its name.
"""

from __future__ import annotations

from typing import Final

# The first kind is the default one.
KINDS: Final = ("pex", "docker")
