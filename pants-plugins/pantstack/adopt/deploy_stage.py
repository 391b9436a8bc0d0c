"""The stage `deploy`: what `pants deploy` needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pantstack.adopt import copies
from pantstack.adopt.copies import Unit
from pantstack.adopt.model import Changes, Repository
from pantstack.adopt.pants_toml import PantsToml
from pantstack.base.errors import ActionFailed, UserError, UserErrors
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import is_build_file, parent
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.declarations.configuration import FILE

RUNNER: Final = "stack/infra/runner"
_ENVIRONMENT: Final = "deploy_environment"
_ENVIRONMENTS: Final = """\
# Where `pants deploy MODULE --env=NAME` brings modules up.
deploy_environment(name="local")

deploy_environment(name="test")
"""
_RUNNER_BUILD: Final = """\
# Runs Pulumi for `pants deploy`, in the resolve of the modules' programs.
pex_binary(
    name="runner",
    entry_point="pantstack_runner.main",
    resolve="infra",
    execution_mode="venv",
    dependencies=["3rdparty/python:infra"],
)
"""


def deploy(repository: Repository, version: str) -> Changes:
    """Add what deploys need, to a repository with a scaffold.

    Args:
        version: of the installed distribution; empty where the backend comes from `pythonpath`.

    Raises:
        UserErrors: with everything that is in the way.
    """
    texts = repository.texts
    toml = PantsToml(texts.get(FILE, ""))
    runner = Unit({f"{RUNNER}/BUILD": _RUNNER_BUILD}, toml.get("deploy", "runner") is not None)
    errors = (
        *copies.conflicts([runner], texts),
        *_environment_conflicts(texts),
        *_installation(version, toml),
    )
    if errors:
        raise UserErrors(errors)
    if not runner.is_adopted:
        toml.set("deploy", "runner", f"{RUNNER}:runner")
    written = {**copies.missing([runner], texts), **_environments(texts), FILE: toml.text}
    return Changes({path: text for path, text in written.items() if text != texts.get(path)})


def _installation(version: str, toml: PantsToml) -> Iterator[UserError]:
    if not version and toml.get("deploy", "runner") is None:
        yield UserError(
            "Pantstack is not installed as a distribution here, so there is no runner of its version to install.",
            'Write plugins = ["pantstack==VERSION"] in place of pythonpath, in [GLOBAL] of pants.toml, then run again.',
            toml.location("GLOBAL", "pythonpath"),
        )


def _root_builds(texts: Mapping[str, str]) -> list[BuildFile]:
    return [BuildFile(path, text) for path, text in sorted(texts.items()) if is_build_file(path) and not parent(path)]


def _root_calls(texts: Mapping[str, str]) -> Iterator[tuple[BuildFile, Call]]:
    for build in _root_builds(texts):
        for call in build.calls:
            yield build, call


def _environment_conflicts(texts: Mapping[str, str]) -> Iterator[UserError]:
    if _has_environments(texts):
        return
    names = {call.name for call in BuildFile("BUILD", _ENVIRONMENTS).calls}
    for build, call in _root_calls(texts):
        if call.name in names:
            yield ActionFailed(
                f"`{call.name}` is a {call.kind} here, and an environment of that name belongs here.",
                "Give it another name, or declare a deploy_environment yourself, then run again.",
                SourceLocation(build.path, call.line),
            )


def _has_environments(texts: Mapping[str, str]) -> bool:
    return any(call.kind == _ENVIRONMENT for _, call in _root_calls(texts))


def _environments(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the text of the root's BUILD file with environments, by its path."""
    if _has_environments(texts):
        return {}
    there = _root_builds(texts)
    path, text = (there[0].path, there[0].text) if there else ("BUILD", "")
    return {path: f"{text.rstrip()}\n\n{_ENVIRONMENTS}" if text.strip() else _ENVIRONMENTS}
