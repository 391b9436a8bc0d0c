"""Turns the BUILD files of Pantstack's own repository into those of another one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pantstack.buildfiles import edit
from pantstack.buildfiles.parse import BuildFile

# Tests stay behind, and what only they need.
_OF_TESTS = re.compile(r'(#.*\n)*(python_tests\(|python_test_utils\(|resources\(|python_sources\(name="server_tests")')
# In Pantstack's own repository the runner is a folder; elsewhere it is installed.
_OWN_FOLDER = "pants-plugins/"
_LAYER = re.compile(r"^    layer=\"([^\"]*)\",\n", re.MULTILINE)
_CONSUMERS = re.compile(r"consumer_resolves\([^)]*\)")
_MODULE = "pantstack_module"


def adapted(path: str, text: str, layers: Collection[str]) -> str:
    """Return the text of a BUILD file without tests, without Pantstack's own modules and consumers.

    Args:
        layers: those of the other repository: a module with another one has none there.
    """
    kept = [block for block in blocks(text) if not _OF_TESTS.match(block)]
    text = "\n\n".join(kept) + "\n" if kept else ""
    text = _CONSUMERS.sub("consumer_resolves()", text)
    text = _LAYER.sub(lambda found: found[0] if found[1] in layers else "", text)
    build = BuildFile(path, text)
    for call in build.calls:
        if call.kind == _MODULE:
            own = [item for item in edit.items(build, call, "depends_on") if item.startswith(_OWN_FOLDER)]
            build = edit.set_items(build, _MODULE, call.name, "depends_on", (), own)
    return build.text


def blocks(text: str) -> Iterator[str]:
    """Yield the declarations of a formatted BUILD file, each with the comments above it."""
    for block in re.split(r"\n\n+(?=\S)", text.strip("\n")):
        if block.strip():
            yield block
