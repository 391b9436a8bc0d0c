"""The stage `scaffold`: what a module that `pants new-module` makes needs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from pantstack.adopt import copies
from pantstack.adopt.copies import Unit
from pantstack.adopt.model import Changes, Repository
from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.scaffold import interpreters, python_settings, shipped_builds, tools
from pantstack.adopt.scaffold.python_settings import PYTEST, STACK
from pantstack.adopt.scaffold.tools import MYPY, MYPY_ARGUMENTS, MYPY_BACKEND
from pantstack.base.errors import ActionFailed, UserError, UserErrors
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import TEST_FILES, is_build_file, matches, parent
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations.configuration import FILE

LAYERS: Final = ("domain", "platform")
REQUIREMENTS: Final = "3rdparty/python"
_COMMON: Final = "stack/libs/common"
# What is taken over, and the module whose declaration says that it is there.
FOLDERS: Final[Mapping[str, str]] = {
    _COMMON: _COMMON,
    **{
        folder: folder
        for name in ("caching", "database", "jobs", "messaging", "observability", "security", "sqs", "web")
        for folder in (f"stack/libs/{name}",)
    },
    "stack/infra": "stack/infra/contract",
}
PYTEST_INI: Final = "build-support/pytest.ini"
DOCKER: Final = "pants.backend.docker"
_MYPY_NOTE: Final = (
    f"{FILE}: `check` needs `{' '.join(MYPY_ARGUMENTS)}` in [mypy].args, or the same in mypy's own configuration:"
    " without them mypy finds the files of stack/libs by two names."
)
# Its requirements are read by Pulumi, and declared as the libraries are.
_NOT_TAILORED: Final = ("stack/infra/**", "modules/*/infrastructure/**")
INFRA: Final = "infra"
_RUNNER: Final = "pantstack-runner"
_PINNED_RUNNER: Final = re.compile(rf"^({_RUNNER}==)[\w.+!-]+", re.MULTILINE)
# What is imported from the runner's distribution has not only its name.
_INFRA_REQUIREMENTS: Final = """\
python_requirements(
    name="infra",
    source="requirements-infra.txt",
    resolve="infra",
    module_mapping={"pantstack-runner": ["pantstack", "pantstack_runner", "pantstack_runtime"]},
)"""
_REQUIREMENT_TARGETS = frozenset(
    {"pipenv_requirements", "poetry_requirements", "python_requirement", "python_requirements", "pants_requirements"}
)


def scaffold(repository: Repository, shipped: Mapping[str, str], version: str) -> Changes:
    """Add what new modules need.

    Args:
        shipped: the files that Pantstack ships, by path.
        version: of the installed distribution; empty where the backend comes from `pythonpath`.

    Raises:
        UserErrors: with everything that is in the way.
    """
    texts = repository.texts
    toml = PantsToml(texts.get(FILE, ""))
    default = python_settings.default_resolve(toml, has_requirements=_has_requirements(texts))
    resolves = [*([STACK] if default == STACK else []), INFRA, *tools.missing(toml)]
    runner = {INFRA: f"{_RUNNER}=={version}\n"} if version else {}
    units = [_resolve(toml, shipped, resolve, runner.get(resolve, "")) for resolve in resolves]
    units += [_folder(texts, shipped, toml.items("pantstack", "layers") or LAYERS, *each) for each in FOLDERS.items()]
    units += interpreters.defaults(toml, texts)
    if _takes_pytest_ini(toml, repository):
        units.append(Unit({PYTEST_INI: shipped[PYTEST_INI]}))
    build, build_errors = _with_requirements(texts, shipped, resolves)
    errors = (
        *python_settings.conflicts(toml, resolves),
        *copies.conflicts(units, texts),
        *build_errors,
        *_other_stacks(repository),
        *(interpreters.other_tests(toml) if PYTEST in resolves and _has_tests(repository) else ()),
    )
    if errors:
        raise UserErrors(errors)
    needs_lock = default == python_settings.DEFAULT and not toml.get("python", "enable_resolves")
    notes = tuple(_configure(toml, repository, resolves, default))
    taken = copies.missing(units, texts)
    written = {**taken, **build, **_with_runner(texts, version), FILE: toml.text}
    changed = {path: text for path, text in written.items() if text != texts.get(path)}
    lacks_runner = bool(version) and _lacks_runner({**texts, **changed}, version)
    stale = [*([default] if needs_lock else []), *([INFRA] if lacks_runner else [])]
    steps = (f"generate-lockfiles {' '.join(f'--resolve={resolve}' for resolve in stale)}",) if stale else ()
    return Changes(changed, frozenset(taken), notes=notes, next_steps=steps)


def _resolve(toml: PantsToml, shipped: Mapping[str, str], resolve: str, more: str) -> Unit:
    """Return the requirements of a resolve, with more of them, and its lockfile."""
    path, lock = python_settings.requirements(resolve), python_settings.lockfile(resolve)
    files = {path: shipped[path] + more, lock: shipped[lock]}
    return Unit(files, python_settings.has_resolve(toml, resolve))


def _with_runner(texts: Mapping[str, str], version: str) -> dict[str, str]:
    """Return the requirements of the programs with the runner of this version in place of another's."""
    path = python_settings.requirements(INFRA)
    text = texts.get(path, "")
    return {path: _PINNED_RUNNER.sub(rf"\g<1>{version}", text)} if version and text else {}


def _lacks_runner(texts: Mapping[str, str], version: str) -> bool:
    """Return whether the lockfile of the programs has no runner, as the shipped one, or that of another version."""
    return f'"{_RUNNER}=={version}"' not in texts.get(python_settings.lockfile(INFRA), "")


def _folder(
    texts: Mapping[str, str], shipped: Mapping[str, str], layers: Collection[str], folder: str, module: str
) -> Unit:
    """Return the files of a folder.

    Args:
        module: the folder whose declaration says that it is there.
    """
    files = {
        path: shipped_builds.adapted(path, text, layers) if is_build_file(path) else text
        for path, text in shipped.items()
        if path.startswith(f"{folder}/")
    }
    return Unit(files, copies.declares_module(texts, module))


def _with_requirements(
    texts: Mapping[str, str], shipped: Mapping[str, str], resolves: Collection[str]
) -> tuple[dict[str, str], list[UserError]]:
    """Declare the requirements of resolves, and those of all modules, beside what is declared there.

    Returns:
        The text of the BUILD file, by its path, and what is in the way.
    """
    there = sorted(path for path in texts if is_build_file(path) and parent(path) == REQUIREMENTS)
    path = there[0] if there else f"{REQUIREMENTS}/BUILD"
    calls = [call for each in there for call in BuildFile(each, texts[each]).calls]
    names = {call.name: call for call in calls}
    text, errors = texts.get(path, ""), []
    for block in shipped_builds.blocks(shipped[f"{REQUIREMENTS}/BUILD"]):
        (call,) = BuildFile(path, block).calls
        if call.kind == "module_requirements":
            is_wanted = all(each.kind != call.kind for each in calls)
        else:
            is_wanted = call.name in resolves
            other = names.get(call.name)
            if is_wanted and other is not None:
                is_wanted = False
                if other.kind != call.kind or "resolve" not in other.fields:
                    errors.append(_taken_name(path, str(call.name), other.kind, other.line))
        if is_wanted:
            added = _INFRA_REQUIREMENTS if call.name == INFRA else block
            text = f"{text.rstrip()}\n\n{added}\n" if text.strip() else f"{added}\n"
    return {path: text}, errors


def _taken_name(path: str, name: str, kind: str, line: int) -> UserError:
    return ActionFailed(
        f"`{name}` is a {kind} here, and Pantstack's requirements of that resolve have this name.",
        "Give it another name, then run again.",
        SourceLocation(path, line),
    )


def _has_requirements(texts: Mapping[str, str]) -> bool:
    """Return whether the repository has requirements that are not those of Pantstack's resolves."""
    calls = (call for path, text in texts.items() if is_build_file(path) for call in BuildFile(path, text).calls)
    return any(call.kind in _REQUIREMENT_TARGETS and "resolve" not in call.fields for call in calls)


def _takes_pytest_ini(toml: PantsToml, repository: Repository) -> bool:
    """Return whether tests get Pantstack's configuration of pytest: there are no tests that may depend on another."""
    return toml.get("pytest", "config") is None and not _has_tests(repository)


def _has_tests(repository: Repository) -> bool:
    """Return whether there are tests, besides those of modules that were made here."""
    return any(matches(TEST_FILES, path.rpartition("/")[2]) for path in repository.python)


def _other_stacks(repository: Repository) -> Iterator[UserError]:
    """Report packages that hide `stack`, and files where folders have to be."""
    for root in repository.source_roots:
        prefix = "" if root in (".", "") else f"{root.strip('/')}/"
        for path in (f"{prefix}stack.py", f"{prefix}stack/__init__.py" if prefix else ""):
            if path and path in repository.python:
                yield ActionFailed(
                    f"`{path}` is imported as `stack`, and so are Pantstack's libraries (`stack.libs.common`).",
                    "Rename that package, then run again.",
                    SourceLocation(path, 1),
                )


def _configure(toml: PantsToml, repository: Repository, resolves: Collection[str], default: str) -> Iterator[str]:
    """Change the settings, and yield what the user should know."""
    takes_ini = _takes_pytest_ini(toml, repository)
    toml.extend("GLOBAL", "backend_packages", [DOCKER, *([] if tools.has_checker(toml) else [MYPY_BACKEND])])
    yield from python_settings.configure(toml, resolves, default=default)
    for tool in (PYTEST, MYPY):
        if tool in resolves and toml.get(tool, "install_from_resolve") is None:
            toml.set(tool, "install_from_resolve", tool)
            if tool == PYTEST and _has_tests(repository):
                yield f"{FILE}: all tests run with the pytest of {python_settings.requirements(PYTEST)} now."
            if tool == MYPY and toml.get(MYPY, "args") is None:
                toml.set(MYPY, "args", list(MYPY_ARGUMENTS), comment="`modules` and `stack` are namespace packages.")
            yield from interpreters.keep_tool(toml, tool)
    if tools.lacks_coverage(toml, resolves):
        # Its own lockfile is not for what the tests run with.
        toml.set(tools.COVERAGE, "install_from_resolve", PYTEST)
    if tools.is_checked_by_ones_own_mypy(toml, resolves) and not copies.declares_module(repository.texts, _COMMON):
        yield _MYPY_NOTE
    if takes_ini:
        toml.set("pytest", "config", PYTEST_INI)
    if toml.get("pantstack", "layers") is None:
        toml.set("pantstack", "layers", list(LAYERS))
    if toml.items("tailor", "ignore_paths") is not None:
        toml.extend("tailor", "ignore_paths", _NOT_TAILORED)
