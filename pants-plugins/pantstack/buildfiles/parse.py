"""Reads the calls in BUILD files: what is declared, and where its text stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from pantstack.buildfiles.globs import DEFAULTS, matches, parent, relative

_SINGLE = frozenset({"python_source", "python_test"})
# Targets and helpers of Pants and of this backend that own no Python source, by name or by the start of it.
_HARMLESS = frozenset(
    {
        *("archive", "deploy_environment", "dict", "env", "file", "files", "jar", "list", "pantstack_module"),
        *("parametrize", "print", "python_artifact", "python_aws_lambda_function", "python_aws_lambda_layer"),
        *("python_awslambda", "python_distribution", "python_google_cloud_function", "python_requirement"),
        *("python_requirements", "relocated_files", "remote_environment", "resource", "resources"),
        *("run_shell_command", "setup_py", "system_binary", "target", "test_shell_command"),
    }
)
_FAMILIES = (
    *("_", "adhoc_", "avro_", "cc_", "clojure_", "code_quality_", "cue_", "docker_", "experimental_", "go_", "helm_"),
    *("java_", "javascript_", "junit_", "jvm_", "kotlin_", "kotlinc_", "local_", "node_", "npm_", "nfpm_", "openapi_"),
    *("package_", "pex_", "pipenv_", "poetry_", "protobuf_", "pyoxidizer_", "scala_", "scalac_", "scalatest_"),
    *("shell_", "shunit2_", "sql_", "stevedore_", "swift_", "terraform_", "thrift_", "typescript_", "uv_", "vcs_"),
)
_SOURCES = re.compile(r"\bpython_sources?\b")


@dataclass(frozen=True)
class Call:
    """A call in a BUILD file that may declare a target.

    Attributes:
        kind: the name that is called.
        text: all of it.
        line: where it starts, counted from 1.
        start: the offset of the name, in bytes, as all offsets.
        inside: the offset just past the opening parenthesis.
        keywords: the text of each argument, by its name.
        name: the target's, None where it is the directory's.
        sources: the globs it owns by, relative to its directory; None if only running the file would tell.
        last: the offset just past the last glob that is written down; None where none is.
        joints: where `__defaults__` names python_sources, as start and end; None if not all places are known.
        overridden: the globs of files that its `overrides` are about; None if only running the file would tell.
        plain: whether the call is a statement of its own with named arguments, so that it may be edited.
        certain: whether the name could be read.
    """

    kind: str
    text: str
    line: int
    start: int
    inside: int
    keywords: tuple[tuple[str, str], ...]
    name: Optional[str]
    sources: Optional[tuple[str, ...]]
    last: Optional[int]
    joints: Optional[tuple[tuple[int, int], ...]]
    overridden: Optional[tuple[str, ...]]
    plain: bool
    certain: bool

    def keyword(self, name: str) -> Optional[str]:
        """The text of an argument."""
        return dict(self.keywords).get(name)

    @property
    def sourced(self) -> bool:
        """Whether this is a target that owns Python files."""
        return self.kind in DEFAULTS or self.kind in _SINGLE

    @property
    def unknown(self) -> bool:
        """Whether this may own Python files in a way that only its author knows."""
        return not (self.sourced or self.kind in _HARMLESS or self.kind.startswith(_FAMILIES))


@dataclass(frozen=True)
class BuildFile:
    """A BUILD file.

    Attributes:
        path: of the file.
        text: its whole text.
        calls: in order.
        strings: all string literals in it but those of modules' declarations.
        error: the line that is not Python; None if all of it is.
    """

    path: str
    text: str
    calls: tuple[Call, ...] = ()
    strings: tuple[str, ...] = ()
    error: Optional[int] = None

    @property
    def directory(self) -> str:
        """The directory that its targets are in."""
        return parent(self.path)

    def owns(self, call: Call, path: str) -> Optional[bool]:
        """Whether a call's target owns a file; None if that cannot be told."""
        if call.sources is None:
            return None
        return matches(call.sources, relative(self.directory, path))


def read(path: str, text: str) -> BuildFile:
    """Read a BUILD file; one that is no Python has an error and nothing else."""
    try:
        tree = ast.parse(text)
        data = text.encode("utf-8")
    except SyntaxError as error:
        return BuildFile(path, text, error=error.lineno or 1)
    except (ValueError, RecursionError, MemoryError):
        return BuildFile(path, text, error=1)
    calls = tuple(_calls(tree))
    declarations = {id(each) for node, kind, _ in calls if kind == "pantstack_module" for each in ast.walk(node)}
    strings = tuple(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in declarations
    )
    reader = _Reader(data)
    return BuildFile(path, text, tuple(reader.call(*found) for found in calls), strings)


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str, bool]]:
    """All calls that are no arguments of others, in order, their names, and whether each is a statement."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, True) for statement in reversed(tree.body)]
    while waiting:
        node, statement = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, node.func.id, statement
            continue
        direct = statement and isinstance(node, ast.Expr)
        waiting += [(child, direct) for child in reversed(list(ast.iter_child_nodes(node)))]


class _Reader:
    """Turns nodes into text."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._lines = [0, *(found.end() for found in re.finditer(rb"\r\n|\r|\n", data))]

    def call(self, node: ast.Call, kind: str, statement: bool) -> Call:  # noqa: FBT001  read with the node it is about
        arguments = {each.arg: each.value for each in node.keywords if each.arg is not None}
        name = arguments.get("name")
        plain = statement and not node.args and len(arguments) == len(node.keywords)
        sources, last = self._sources(kind, arguments, whole=len(arguments) == len(node.keywords) and not node.args)
        return Call(
            kind,
            self._text(node),
            node.lineno,
            self._offset(node.lineno, node.col_offset),
            self._data.index(b"(", self._end(node.func)) + 1,
            tuple((key, self._text(value)) for key, value in arguments.items()),
            name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None,
            sources,
            last,
            self._joints(node) if kind == "__defaults__" else (),
            _overridden(arguments.get("overrides")),
            plain,
            (name is None and plain) or (isinstance(name, ast.Constant) and isinstance(name.value, str)),
        )

    def _sources(
        self, kind: str, arguments: dict[str, ast.expr], *, whole: bool
    ) -> tuple[Optional[tuple[str, ...]], Optional[int]]:
        value = arguments.get("source" if kind in _SINGLE else "sources")
        if value is None:
            return (DEFAULTS.get(kind, ()) if whole else None), None
        nodes = [value] if kind in _SINGLE else getattr(value, "elts", None)
        if nodes is None or isinstance(value, ast.Dict):
            return None, None
        globs = tuple(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
        if len(globs) != len(nodes):
            return None, None
        return globs, (self._end(nodes[-1]) if nodes and kind not in _SINGLE else None)

    def _joints(self, node: ast.Call) -> Optional[tuple[tuple[int, int], ...]]:
        """Where another target type can be put beside python_sources: alone as a key, or in a tuple of them."""
        text = self._text(node)
        if "public_facade" in text:
            return ()
        found = []
        for key in node.args[0].keys if node.args and isinstance(node.args[0], ast.Dict) else ():
            for each in key.elts if isinstance(key, ast.Tuple) else [key]:
                if isinstance(each, ast.Name) and each.id == "python_sources":
                    end = self._end(each)
                    found.append((end if each is not key else self._offset(each.lineno, each.col_offset), end))
        return tuple(found) if len(found) == len(_SOURCES.findall(text)) else None

    def _text(self, node: ast.expr) -> str:
        return self._data[self._offset(node.lineno, node.col_offset) : self._end(node)].decode("utf-8", "replace")

    def _end(self, node: ast.expr) -> int:
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        return self._lines[line - 1] + column


def _overridden(value: Optional[ast.expr]) -> Optional[tuple[str, ...]]:
    """The keys of `overrides`: strings, or tuples of them."""
    if value is None:
        return ()
    if not isinstance(value, ast.Dict):
        return None
    keys = [each for key in value.keys for each in (key.elts if isinstance(key, ast.Tuple) else [key])]
    globs = tuple(key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
    return globs if len(globs) == len(keys) else None
