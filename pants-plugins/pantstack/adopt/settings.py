"""What every stage needs: the backend in pants.toml, the lines of `.gitignore`, and `.pants.bootstrap`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Optional

from pantstack.adopt.model import Changes
from pantstack.adopt.pants_toml import PantsToml
from pantstack.declarations.configuration import FILE

BACKENDS: Final = ("pants.backend.python", "pantstack")
GITIGNORE: Final = ".gitignore"
BOOTSTRAP: Final = ".pants.bootstrap"
# What Pants and Pantstack leave in a repository; `.pantstack/` has the passphrase of local deploys.
_IGNORED: Final = ("/.pants.d/", "/.pids/", "/.pantstack/", "/dist/", "__pycache__/")
# Any of these hides what the folder of that name has.
_COMPILED: Final = frozenset({"__pycache__", "*.pyc", "*.py[co]", "*.py[cod]"})
# The file that Pantstack ships, wherever it stands in one of the user's; an early version has no last line.
_PART: Final = re.compile(
    r"^(?:# shellcheck shell=bash\n)?# Pantstack's part of the start of Pants:"
    r".*?(?:^# The end of Pantstack's part of the start of Pants\.(?:\n|\Z)|\Z)",
    re.DOTALL | re.MULTILINE,
)
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Installation:
    """How Pantstack is there.

    Attributes:
        pants_version: of the running Pants; empty where none runs.
        version: of the installed distribution; empty where the backend comes from `pythonpath`.
        bootstrap: the text of `.pants.bootstrap`; None where there is none to take over.
    """

    pants_version: str
    version: str = ""
    bootstrap: Optional[str] = None


def settings(existing: Mapping[str, str], installation: Installation) -> Changes:
    """Add the settings that are missing.

    Args:
        existing: the texts of the files that are there, by path.

    Raises:
        UserError: if pants.toml cannot be edited.
    """
    texts: dict[str, str] = {}
    toml = PantsToml(existing.get(FILE, ""))
    configure(toml, installation)
    texts[FILE] = toml.text
    texts[GITIGNORE] = with_ignored(existing.get(GITIGNORE, ""))
    if installation.bootstrap is not None:
        texts[BOOTSTRAP] = with_part(existing.get(BOOTSTRAP, ""), installation.bootstrap)
    changed = {path: text for path, text in texts.items() if text != existing.get(path)}
    # Whoever has one reads what becomes of it.
    return Changes(changed, frozenset({BOOTSTRAP} & set(changed)) - existing.keys())


def configure(toml: PantsToml, installation: Installation) -> None:
    """Let Pants load the backend.

    Raises:
        UserError: where one of these settings is written in a way that cannot be added to.
    """
    if installation.pants_version and toml.get("GLOBAL", "pants_version") is None:
        toml.set("GLOBAL", "pants_version", installation.pants_version)
    toml.extend("GLOBAL", "backend_packages", BACKENDS)
    requirements = toml.items("GLOBAL", "plugins") or ()
    if installation.version and "pantstack" not in map(_name, requirements):
        toml.extend("GLOBAL", "plugins", [f"pantstack=={installation.version}"])


def with_part(text: str, part: str) -> str:
    """Write Pantstack's part over an earlier version of it, else below what is there: it may hand over and not return.

    Args:
        text: of `.pants.bootstrap`; empty where there is none.
    """
    replaced, count = _PART.subn(lambda _: part, text, count=1)
    if count:
        return replaced
    return f"{text if not text or text.endswith(chr(10)) else text + chr(10)}{part}"


def _name(requirement: str) -> str:
    """Return the normalized name of what is required."""
    found = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def with_ignored(text: str) -> str:
    """Add the folders that git should not see to the text of `.gitignore`, each once."""
    present = {line.strip().strip("/") for line in text.splitlines()}
    if present & _COMPILED:
        present.add("__pycache__")
    missing = [folder for folder in _IGNORED if folder.strip("/") not in present]
    if not missing:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    before = text if not text or text.endswith("\n") else text + newline
    return before + "".join(f"{folder}{newline}" for folder in missing)
