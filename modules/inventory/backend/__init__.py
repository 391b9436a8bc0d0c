"""The backend of inventory.

Pants imports it as `modules.inventory.backend`; `uvicorn backend.api.main:app`, started in
the module's directory, as `backend`. Imports inside are relative, so both work; for the second,
the repository's root is put on the path.
"""

import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("stack") is None:
    for folder in Path(__file__).resolve().parents:
        if (folder / "pants.toml").exists():
            sys.path.append(str(folder))
            break
