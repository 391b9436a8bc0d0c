"""The pages whose commands are run."""

from __future__ import annotations

import re

from harness import ROOT

PAGES = (
    "README.md",
    "docs/boundaries.md",
    "docs/check-without-pants.md",
    "docs/deploying.md",
    "docs/editors.md",
    "docs/new-module.md",
    "docs/relocating.md",
    "docs/updating.md",
)
# Its commands are walked once for the tests of its rows.
GUIDE = "docs/module-development-guide.md"
# Its commands are for machines with a server.
REMOTE = "docs/remote-caching.md"
# Its commands are for a repository of others.
ADOPT = "docs/adopt.md"


def commands(page: str) -> list[str]:
    """The lines of a page's bash blocks."""
    blocks = re.findall(r"^```bash\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]
