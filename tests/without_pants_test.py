"""The checker as a linter of Pants, and as a command without it: every document is the same."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from corpus_pages import PAGES, load
from harness import Repository
from pants.backend.codegen.protobuf import target_types as protobuf
from pants.backend.codegen.protobuf.target_types import ProtobufSourcesGeneratorTarget, ProtobufSourceTarget
from pants.backend.codegen.thrift import target_types as thrift
from pants.backend.codegen.thrift.target_types import ThriftSourcesGeneratorTarget, ThriftSourceTarget
from pants.backend.python.goals import lockfile
from pants.backend.python.macros import poetry_requirements
from pants.backend.python.macros.poetry_requirements import PoetryRequirementsTargetGenerator
from pants.backend.python.target_types import PythonSourceTarget
from pants.core.goals.lint import LintResult
from pants.core.target_types import LockfilesGeneratorTarget, LockfileTarget
from pants.testutil.rule_runner import RuleRunner

from pantstack.boundaries.pants_rules.lint import PantstackLintRequest, SelectedFiles
from pantstack.boundaries.pants_rules.testing import make_runner
from pantstack.boundaries.policy.selection import matters
from pantstack.buildfiles.globs import is_build_file, joined, parent
from pantstack.buildfiles.parse import BuildFile
from pantstack.command_line.workspace import Workspace

_TYPES = (
    LockfilesGeneratorTarget,
    LockfileTarget,
    PythonSourceTarget,
    PoetryRequirementsTargetGenerator,
    ProtobufSourcesGeneratorTarget,
    ProtobufSourceTarget,
    ThriftSourcesGeneratorTarget,
    ThriftSourceTarget,
)
_RULES = (*lockfile.rules(), *poetry_requirements.rules(), *protobuf.rules(), *thrift.rules())
_DOCUMENT = "document.json"
# What targets of requirements read.
_READ = {
    "poetry_requirements": ("pyproject.toml", b"[tool.poetry]\nname = 'x'\n"),
    "python_requirements": ("requirements.txt", b"requests\n"),
}


@pytest.fixture(name="runner", scope="module")
def _runner() -> RuleRunner:
    """One engine for all pages."""
    return make_runner(_RULES, types=_TYPES)


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
    """With and without Pants every page has the same text, document and exit code."""
    page = load(name)
    _lay(runner, _valid(page.files))
    variables = _variables(page.options)
    paths = tuple(sorted(path for path in page.files if matters(path, str(page.options.get("baseline")))))

    assert _without(runner, variables) == _through_pants(runner, variables, paths)


_LOCK = (
    '// --- BEGIN PANTS LOCKFILE METADATA: DO NOT EDIT OR REMOVE ---\n// {\n//   "version": 3,\n'
    '//   "generated_with_requirements": ["django>=4"]\n// }\n// --- END PANTS LOCKFILE METADATA ---\n{}\n'
)
_RESOLVES = {
    "PANTS_PYTHON_ENABLE_RESOLVES": "true",
    "PANTS_PYTHON_RESOLVES": "{'python-default': 'locks/default.lock', 'orders_core': 'locks/orders_core.lock',"
    " 'orders_test': 'locks/orders_test.lock'}",
}
_TOML = "[python]\n[python.resolves]\npython-default = 'a'\norders_core = 'b'\norders_api = 'c'\norders_test = 'd'\n"
# What BUILD files may be like, and the options of a run.
TREES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "defaults": (
        {
            "BUILD": "__defaults__({(pantstack_module, public_facade): {'description': 'x'},"
            " python_sources: dict(dependencies=['a/inner.py'])}, all={'resolve': 'orders_core'})\n",
            "a/BUILD": "pantstack_module()\npython_sources(name='s', overrides={'core.py': {'dependencies': []}})\n",
            "a/inner.py": "class Client: ...\n",
            "a/core.py": "",
            "a/public/BUILD": "public_facade()\n",
            "a/public/__init__.py": "from ..inner import Client\n__all__ = ['Client']\n",
            "b/BUILD": "__defaults__({'pantstack_module': {'depends_on': ['a']}}, extend=True)\n"
            "pantstack_module()\npython_sources(name='s')\n",
            "b/c/BUILD": "__defaults__({}, all={})\npython_sources()\n",
            "b/c/x.py": "from a.public import Client\n",
            "b/x.py": "from a.inner import Client\nfrom a.public import Client\n",
        },
        _RESOLVES,
    ),
    "computed": (
        {
            "macros/prelude.py": "NAMES = ('a', 'b')\n"
            "def module(name, *, uses=(), **rest):\n"
            "    pantstack_module(name=name, description=f'The {name}', depends_on=[*uses], **rest)\n"
            "    for each in NAMES:\n        if each != name:\n            python_sources(name=f'{name}-{each}', "
            "sources=[each + '*.py'])\n    return None\n",
            "a/BUILD": "module('a')\n",
            "a/b.py": "from b import a1\n",
            "b/BUILD": "_used = ['a'] + []\nmodule(str(build_file_dir()), uses=_used, public=['%s.py' % 'b'])\n"
            "[pex_binary(name=n, entry_point=f'a.b:{n}') for n in ('x', 'y')]\n"
            "pex_binaries(name='z', entry_points=['a.b', 'a.b:run'], overrides={'a.b': {'dependencies': ['a/b.py']}})\n",
            "b/a1.py": "import a.b\n",
            "b/b.py": "",
        },
        {"PANTS_BUILD_FILE_PRELUDE_GLOBS": "['macros/*.py']"},
    ),
    "parameters": (
        {
            "pants.toml": _TOML,
            "orders/BUILD": "pantstack_module(description='x')\n"
            "python_sources(name='s', resolve=parametrize('orders_core', more='orders_test'))\n"
            "python_source(name='one', source='one.py', dependencies=parametrize(a=['b/x.py'], b=['b/y.py']))\n",
            "orders/core.py": "from b import y\n",
            "orders/one.py": "",
            "b/BUILD": "pantstack_module(description='x')\npublic_facade(name='f', sources=['x.py'], "
            "resolve=consumer_resolves())\npython_sources(name='s', sources=['*.py', '!x.py'])\n",
            "b/x.py": "",
            "b/y.py": "",
        },
        _RESOLVES,
    ),
    "requirements": (
        {
            "3rdparty/BUILD": "python_requirements(name='r', resolve='orders_core')\n"
            "python_requirement(name='d', requirements=['Django >= 4 , <5', \"a-b[z,y]; python_version < '3.9'\"])\n"
            "python_requirements(name='p', source='pyproject.toml', resolve='orders_test')\n",
            "3rdparty/requirements.txt": "# A comment.\n\ndjango>=4\nflask == 2.0 # why\n-r more.txt\nx==1 --hash=sha256:1\n",
            "3rdparty/pyproject.toml": "[project]\nname='x'\ndependencies=['attrs>=20']\n"
            "[project.optional-dependencies]\nz = ['mypy']\n",
            "locks/default.lock": _LOCK,
            "locks/orders_core.lock": _LOCK,
            "locks/orders_test.lock": _LOCK,
            "a/BUILD": "pantstack_module(description='x')\n",
            "a/x.py": "",
        },
        _RESOLVES,
    ),
    "roots": (
        {
            "src/py/a/BUILD": "pantstack_module(description='x', layer='low')\n",
            "src/py/a/x.py": "from b import y\nfrom c import z\n",
            "lib/marked/SOURCE_ROOT": "",
            "lib/marked/b/BUILD": "pantstack_module(description='x', layer='low', public=['y.py'])\n",
            "lib/marked/b/y.py": "",
            "deep/er/c/BUILD": "pantstack_module(description='x')\n",
            "deep/er/c/z.py": "import yaml\n",
            "data/BUILD": "files(name='f', sources=['**/*.py'])\n",
            "data/broken.py": "def (\n",
            "data/more/broken.py": "def (\n",
        },
        {
            "PANTS_SOURCE_ROOT_PATTERNS": "['src/py', '/deep/*']",
            "PANTS_SOURCE_MARKER_FILENAMES": "['SOURCE_ROOT']",
            "PANTS_PANTSTACK_LAYERS": "['top', 'low']",
            "PANTS_PANTSTACK_LINT_SEVERITIES": "{'undeclared-module': 'warning'}",
        },
    ),
    "mistakes": (
        {
            "a/BUILD": "pantstack_module(description='x', depends_on=['b', 'nowhere'], layer='none')\n",
            "a/x.py": "",
            "b/BUILD": "pantstack_module(description='x', tests=['t'])\npublic_facade(name='f', sources=['no.py'])\n",
            "b/y.py": "",
        },
        {},
    ),
    "wrong options": (
        {"a/BUILD": "pantstack_module(description='x')\n", "a/x.py": ""},
        {
            "PANTS_PANTSTACK_LAYERS": "['a', 'a']",
            "PANTS_PANTSTACK_LINT_SEVERITIES": "{'no-code': 'off'}",
            "PANTS_PANTSTACK_LINT_BASELINE": "../x",
        },
    ),
    "excluded": (
        {
            "BUILD": "pantstack_module(name='m', description='x', file='top.py')\n",
            "top.py": "from a import kept\nfrom a import kept_test\nfrom a.sub import z\n",
            "a/BUILD": "pantstack_module(description='x', public=['**/*.py', '!*_test.py', '!sub'])\n",
            "a/kept.py": "",
            "a/kept_test.py": "",
            "a/sub/z.py": "",
            "a/sub/[odd].py": "",
            "BUILD.more": "files(name='f', sources=['*.txt'])\n",
            "x.txt": "",
        },
        {},
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_a_tree(runner: RuleRunner, name: str) -> None:
    """With and without Pants trees whose BUILD files compute have the same, and wrong ones too."""
    files, more = TREES[name]
    _lay(runner, {path: text.encode() for path, text in files.items()})
    variables = {**_variables({}), **more}
    paths = tuple(sorted(path for path in files if matters(path, "pantstack-baseline.txt")))

    assert _without(runner, variables) == _through_pants(runner, variables, paths)


def test_this_repository(repository: Repository) -> None:
    """With and without Pants this repository, with something planted, has the same document."""
    planted = {
        "modules/shipping/planted.py": "from modules.orders.backend.service.core import generate_id\n",
        "3rdparty/python/requirements-orders-core.txt": "fastapi\nnothing-like-it==1\n",
    }
    with repository.planted(planted):
        options = ("--pantstack-format=json", "--pantstack-output=dist/one.json")
        ran = repository.pants(*options, "lint", "--only=pantstack", "::")
        environment = {"PANTS_PANTSTACK_FORMAT": "json", "PANTS_PANTSTACK_OUTPUT": "dist/two.json"}
        outcome = Workspace(str(repository.path), environment=environment).check()

    assert (ran.code, outcome.exit_code) == (1, 1), ran.text
    one, two = ((repository.path / "dist" / name).read_text(encoding="utf-8") for name in ("one.json", "two.json"))
    assert "private-import" in one
    assert "stale-lockfile" in one
    assert one == two
