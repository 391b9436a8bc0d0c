"""The kinds of targets, as far as the checks need them: what each owns, and which fields it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pantstack.buildfiles.globs import DEFAULTS, PYTHON
from pantstack.declarations.target_values.declared import SourceKind
from pantstack.declarations.target_values.reading import FACADE, MODULE

# The kinds of what generators make.
SINGLE: Final[Mapping[str, SourceKind]] = {
    "python_source": "python",
    "python_test": "python",
    "file": "data",
    "resource": "data",
}
GENERATORS: Final[Mapping[str, SourceKind]] = {
    **dict.fromkeys((*DEFAULTS, FACADE), "python"),
    "files": "data",
    "resources": "data",
    "protobuf_sources": "",
    "thrift_sources": "",
}
# What a target owns where a BUILD file does not say it.
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    **DEFAULTS,
    FACADE: PYTHON,
    "protobuf_sources": ("*.proto",),
    "thrift_sources": ("*.thrift",),
}
# Those that read requirements from a file that is not written for pip, which only Pants can.
FOREIGN_REQUIREMENTS: Final[Mapping[str, str]] = {
    "poetry_requirements": "pyproject.toml",
    "pipenv_requirements": "Pipfile.lock",
    "pdm_requirements": "pyproject.toml",
    "uv_requirements": "pyproject.toml",
}
REQUIREMENTS: Final = "python_requirements"
REQUIREMENT: Final = "python_requirement"
BINARIES: Final = "pex_binaries"
HANDLERS: Final = frozenset(
    {
        *("python_aws_lambda_function", "python_awslambda", "python_google_cloud_function"),
        "python_azure_function_app",
    }
)
# With a resolve of Python, and one source or several.
_IN_RESOLVES: Final = frozenset(
    {
        *(*DEFAULTS, FACADE, "python_source", "python_test", REQUIREMENTS, REQUIREMENT, *FOREIGN_REQUIREMENTS),
        *("protobuf_source", "protobuf_sources", "thrift_source", "thrift_sources"),
        *("pex_binary", BINARIES, *HANDLERS),
    }
)
_WITHOUT_DEPENDENCIES: Final = frozenset(
    {
        *("archive", "cue_package", "debian_package", "deploy_environment", "docker_environment", "helm_artifact"),
        *("jvm_artifact", "local_environment", "npm_distribution", "relocated_files", "remote_environment"),
        *("run_shell_command", "system_binary", "vcs_version", "_lockfiles", "pants_requirements"),
        *("experimental_test_shell_command", "test_shell_command", REQUIREMENTS, *FOREIGN_REQUIREMENTS),
    }
)
_OF_MODULES: Final = frozenset(
    {
        *("name", "description", "tags", "layer", "inner_layers", "depends_on", "cannot_depend_on", "utility", "file"),
        *("public", "consumers", "deployables", "infrastructure", "deployed_as", "owners", "tests", "sources"),
    }
)


def has_field(kind: str, field: str) -> bool:
    """Return whether targets of a kind have a field; of those that matter here."""
    if kind == MODULE:
        return field in _OF_MODULES
    if field == "resolve":
        return kind in _IN_RESOLVES
    if field == "dependencies":
        return kind not in _WITHOUT_DEPENDENCIES
    if field == "sources":
        return kind not in SINGLE
    return field not in {*_OF_MODULES} - {"name", "description", "tags"} or (kind == FACADE and field == "consumers")
