"""The environment variables of Pulumi."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack_runner.storage import paths
from pantstack_runtime import marks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack_runner.contract.context import Context

_HERE: Final = ("127.0.0.1", "localhost")
_DYNAMIC: Final = "pulumi-resource-pulumi-python"
_OURS: Final = Path(__file__).parents[2]
_SCRIPT: Final = '#!/bin/sh\nexec "$PULUMI_PYTHON_CMD" -u -m pulumi.dynamic "$@"\n'


def variables(context: Context, pulumi: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables for the processes of modules."""
    cache = paths.cache_folder()
    tools = _tools(cache / "pulumi" / "bin")
    kept = {name: value for name, value in inherited.items() if not name.startswith(("PEX", "__PEX"))}
    ours = {
        "PATH": os.pathsep.join((str(pulumi.parent), str(tools), inherited.get("PATH", os.defpath))),
        # Programs and the processes of dynamic providers import `stack.infra` from the repository.
        "PYTHONPATH": os.pathsep.join((str(context.root), str(_OURS))),
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_HOME": str(cache / "pulumi" / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
        "PULUMI_SKIP_CONFIRMATIONS": "true",
    }
    here = paths.exclusive_home(context)
    if here:
        ours[marks.HERE] = here
    if context.environment.traits.fetches_plugins:
        del ours["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]
    if paths.backend_url(context):
        # It would win over what the project says.
        ours["PULUMI_BACKEND_URL"] = paths.backend_url(context)
    if paths.backend_url(context).startswith("file://"):
        ours["PULUMI_CONFIG_PASSPHRASE_FILE"] = str(paths.passphrase_file(context))
        kept.pop("PULUMI_CONFIG_PASSPHRASE", None)
    return {**kept, **ours}


def bypass_proxies(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that keep proxies out of the way to this machine: to Pulumi's engine, and to services."""
    proxies = {name.lower() for name, value in inherited.items() if value and name.lower().endswith("_proxy")}
    if proxies <= {"no_proxy"}:
        return {}
    variables: dict[str, str] = {}
    for name, other in (("no_proxy", "NO_PROXY"), ("NO_PROXY", "no_proxy")):
        excluded = inherited.get(name) or inherited.get(other, "")
        if excluded.strip() != "*":
            variables[name] = ",".join(filter(None, (excluded, *_HERE)))
    return variables


def _tools(folder: Path) -> Path:
    """Return the folder with the executable by which Pulumi starts dynamic providers, made if it is missing."""
    script = folder / _DYNAMIC
    if not script.exists() or script.read_text(encoding="utf-8") != _SCRIPT:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{_DYNAMIC}.{os.getpid()}"
        fresh.write_text(_SCRIPT, encoding="utf-8")
        fresh.chmod(0o755)
        fresh.rename(script)
    return folder
