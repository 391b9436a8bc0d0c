"""Writes into the repository: everything of a call at once."""

from __future__ import annotations

from collections.abc import Mapping

from pants.engine.fs import CreateDigest, Digest, FileContent, Workspace

from pantstack.engine.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.intrinsics import create_digest
else:
    from pants.engine.rules import Get


def _contents(texts: Mapping[str, str]) -> CreateDigest:
    return CreateDigest(FileContent(path, text.encode("utf-8")) for path, text in sorted(texts.items()))


if CALLS_BY_NAME:

    async def write(workspace: Workspace, texts: Mapping[str, str]) -> None:
        """Write files by path, in one step; only goals have a workspace."""
        workspace.write_digest(await create_digest(_contents(texts)))

else:

    async def write(workspace: Workspace, texts: Mapping[str, str]) -> None:
        """Write files by path, in one step; only goals have a workspace."""
        workspace.write_digest(await Get(Digest, CreateDigest, _contents(texts)))
