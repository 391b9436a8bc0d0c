"""The checker through both doors, as a linter of Pants and as a command without it: every document is the same."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from corpus_pages import PAGES, load
from pants.backend.codegen.protobuf import target_types as protobuf
from pants.backend.codegen.protobuf.target_types import ProtobufSourcesGeneratorTarget, ProtobufSourceTarget
from pants.backend.codegen.thrift import target_types as thrift
from pants.backend.codegen.thrift.target_types import ThriftSourcesGeneratorTarget, ThriftSourceTarget
from pants.backend.python.macros import poetry_requirements
from pants.backend.python.macros.poetry_requirements import PoetryRequirementsTargetGenerator
from pants.core.goals.lint import LintResult
from pants.testutil.rule_runner import RuleRunner

from pantstack.boundaries.pants_rules.lint import PantstackLintRequest, SelectedFiles
from pantstack.boundaries.pants_rules.testing import make_runner
from pantstack.boundaries.policy.selection import matters
from pantstack.buildfiles.globs import is_build_file, joined, parent
from pantstack.buildfiles.parse import BuildFile
from pantstack.command_line.workspace import Workspace

_TYPES = (
    PoetryRequirementsTargetGenerator,
    ProtobufSourcesGeneratorTarget,
    ProtobufSourceTarget,
    ThriftSourcesGeneratorTarget,
    ThriftSourceTarget,
)
_DOCUMENT = "document.json"
# What targets of requirements read.
_READ = {
    "poetry_requirements": ("pyproject.toml", b"[tool.poetry]\nname = 'x'\n"),
    "python_requirements": ("requirements.txt", b"requests\n"),
}


@pytest.fixture(name="runner", scope="module")
def _runner() -> RuleRunner:
    """One engine for all pages."""
    return make_runner([*protobuf.rules(), *thrift.rules(), *poetry_requirements.rules()], types=_TYPES)


def _lay(runner: RuleRunner, files: Mapping[str, bytes]) -> None:
    """Have exactly these files."""
    root = Path(runner.build_root)
    old = [path for path in root.iterdir() if not path.name.startswith(".")]
    for path in old:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    runner.scheduler.scheduler.invalidate_all()
    # The file by which Pants knows the root.
    runner.write_files({"BUILDROOT": b"", **files})


def _valid(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make a page a repository that Pants reads: pages leave out what no check looks at."""
    valid = {path: _named(path, content) if is_build_file(path) else content for path, content in files.items()}
    for path, content in files.items():
        for kind, (name, text) in _READ.items():
            if is_build_file(path) and f"{kind}(".encode() in content:
                valid.setdefault(joined(parent(path), name), text)
    return valid


def _named(path: str, content: bytes) -> bytes:
    """Name the second and later targets of a BUILD file, and give those `sources` that need some."""
    calls = [call for call in BuildFile(path, content.decode()).calls if call.kind not in ("__defaults__", "dict")]
    taken = parent(path).rpartition("/")[2] in {call.name for call in calls} or "/" not in path
    nameless = [number for number, call in enumerate(calls) if call.name is None]
    for number, call in reversed(list(enumerate(calls))):
        start = call.arguments[0].end_byte
        more = f'name="t{number}", ' if number in nameless[0 if taken else 1 :] else ""
        more += 'sources=["*.none"], ' if call.kind in ("files", "resources") and "sources" not in call.fields else ""
        content = content[:start] + more.encode() + content[start:]
    return content


def _variables(options: Mapping[str, Any]) -> dict[str, str]:
    """The options of a page, as variables of the environment."""
    names = {
        "source_roots": "PANTS_SOURCE_ROOT_PATTERNS",
        "layers": "PANTS_PANTSTACK_LAYERS",
        "string_readers": "PANTS_PANTSTACK_LINT_STRING_READERS",
        "type_checking": "PANTS_PANTSTACK_LINT_TYPE_CHECKING",
        "baseline": "PANTS_PANTSTACK_LINT_BASELINE",
    }
    found = {names[name]: str(value) for name, value in options.items() if name in names}
    return {"PANTS_SOURCE_ROOT_PATTERNS": "['/']", **found, "PANTS_PANTSTACK_FORMAT": "json"}


def _through_pants(runner: RuleRunner, variables: Mapping[str, str], paths: tuple[str, ...]) -> tuple[int, str, str]:
    root = Path(runner.build_root)
    runner.set_options([], env={**variables, "PANTS_PANTSTACK_OUTPUT": f".pants/{_DOCUMENT}"})
    batch = PantstackLintRequest.Batch("pantstack", ("pantstack",), SelectedFiles(paths))
    result = runner.request(LintResult, [batch])
    return result.exit_code, result.stdout, (root / ".pants" / _DOCUMENT).read_text(encoding="utf-8")


def _without(runner: RuleRunner, variables: Mapping[str, str]) -> tuple[int, str, str]:
    root = Path(runner.build_root)
    environment = {**variables, "PANTS_PANTSTACK_OUTPUT": f".command/{_DOCUMENT}", "PANTS_PANTSRC": "false"}
    outcome = Workspace(str(root), environment=environment).check()
    return outcome.exit_code, outcome.text, (root / ".command" / _DOCUMENT).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_corpus(runner: RuleRunner, name: str) -> None:
    """Both doors say the same of every page: text, document and exit code."""
    page = load(name)
    _lay(runner, _valid(page.files))
    variables = _variables(page.options)
    paths = tuple(sorted(path for path in page.files if matters(path, str(page.options.get("baseline")))))

    assert _without(runner, variables) == _through_pants(runner, variables, paths)
