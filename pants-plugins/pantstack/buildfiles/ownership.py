"""The Python files that the target of a call owns, as far as the call spells them."""

from __future__ import annotations

import re
from typing import Optional

from tree_sitter import Node

from pantstack.buildfiles.globs import DEFAULTS, matches, relative
from pantstack.buildfiles.nodes import entries, plain_strings
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.syntax.source import text_of

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
_PYTHON_SOURCES = re.compile(r"\bpython_sources?\b")


def owns_python(call: Call) -> bool:
    """Return whether a call declares a target that owns Python files."""
    return call.kind in DEFAULTS or call.kind in _SINGLE


def is_unknown(call: Call) -> bool:
    """Return whether a call may own Python files in a way that only its author knows."""
    return is_unknown_kind(call.kind)


def is_unknown_kind(kind: str) -> bool:
    """Return whether a kind of target may own Python files in a way that only its author knows."""
    return not (kind in DEFAULTS or kind in _SINGLE or kind in _HARMLESS or kind.startswith(_FAMILIES))


def sources(call: Call) -> Optional[tuple[str, ...]]:
    """Return the globs, relative to its directory, that a target owns files by; None if only running the file tells."""
    value = call.fields.get("source" if call.kind in _SINGLE else "sources")
    if value is None:
        return DEFAULTS.get(call.kind, ()) if call.explicit else None
    if call.kind in _SINGLE:
        return plain_strings([value])
    return plain_strings(entries(value)) if value.type in ("list", "tuple", "set") else None


def owns(build: BuildFile, call: Call, path: str) -> Optional[bool]:
    """Return whether a call's target owns a file; None if that cannot be known."""
    globs = sources(call)
    return None if globs is None else matches(globs, relative(build.directory, path))


def overridden(call: Call) -> Optional[tuple[str, ...]]:
    """Return the globs of the files that `overrides` are about; None if only running the file tells."""
    value = call.fields.get("overrides")
    if value is None:
        return ()
    return plain_strings(_keys(value)) if value.type == "dictionary" else None


def default_keys(call: Call) -> Optional[tuple[Node, ...]]:
    """Find python_sources, alone or in a tuple, as a key of `__defaults__` without public_facade.

    Returns:
        The names; empty for other calls; None where it names python_sources in any other way.
    """
    text = text_of(call.node)
    if call.kind != "__defaults__" or "public_facade" in text:
        return ()
    given = [argument for argument in call.arguments if argument.type == "dictionary"][:1]
    names = [key for argument in given for key in _keys(argument) if text_of(key) == "python_sources"]
    return tuple(names) if len(names) == len(_PYTHON_SOURCES.findall(text)) else None


def _keys(dictionary: Node) -> list[Node]:
    """List the keys of a dictionary, and the entries of those that are tuples; a splat counts as one."""
    keys = [pair.child_by_field_name("key") or pair for pair in entries(dictionary)]
    return [name for key in keys for name in (entries(key) if key.type == "tuple" else [key])]
