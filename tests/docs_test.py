"""Every command in the README and the docs is run, in the order of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import ROOT, Repository, copy_repository
from pages import ADOPT, GUIDE, PAGES, REMOTE, commands

# This very test is part of it; .ci/run runs it as it stands.
RUN_BY_CI = "make test"


@pytest.fixture(name="fresh")
def _fresh(tmp_path: Path) -> Iterator[Repository]:
    """A copy for one page: pages make the same module."""
    copy = copy_repository(tmp_path / "the repository")
    yield copy
    copy.close()


@pytest.mark.parametrize("page", PAGES)
def test_row_01_every_command_works(fresh: Repository, page: str) -> None:
    """Each command of the page ends with exit code 0 when they are run one after another."""
    failed = {}
    for command in commands(page):
        if command == RUN_BY_CI:
            continue
        ran = fresh.run("bash", "-c", command)
        failed[command] = "" if ran.code == 0 else ran.text

    assert {command: why for command, why in failed.items() if why} == {}


def test_ci_runs_the_readme() -> None:
    """CI runs the second command of the README and nothing else."""
    assert commands("README.md")[1] == RUN_BY_CI
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1] == f"exec {RUN_BY_CI}"


def test_only_known_pages_have_commands() -> None:
    """A page with commands is on the list of pages that are run."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    assert {str(page.relative_to(ROOT)) for page in pages if "```bash" in page.read_text(encoding="utf-8")} == {
        *PAGES,
        ADOPT,
        GUIDE,
        REMOTE,
    }


@pytest.mark.parametrize(
    "page",
    ["AGENTS.md", "CONTRIBUTING.md", "README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))],
)
def test_paths_exist(page: str) -> None:
    """What a page names of the repository, in a link or as a path from the root, is there."""
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text)]
    named = re.findall(r"`((?:pants-plugins|stack/infra|tests|docs|build-support)/[\w./-]+)`", text)

    missing = [link for link in links if link and not ((ROOT / page).parent / link).exists()]
    assert missing + [path for path in named if not (ROOT / path).exists()] == []
