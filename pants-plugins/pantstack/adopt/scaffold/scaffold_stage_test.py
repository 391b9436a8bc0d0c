"""The stage `scaffold` in repositories of others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.adopt.model import Changes, Repository
from pantstack.adopt.scaffold.scaffold_stage import scaffold
from pantstack.base import shipped
from pantstack.base.errors import UserErrors

SHIPPED = {path: content.decode() for path, content in shipped.read().items()}
PANTS_TOML = '[GLOBAL]\nbackend_packages = ["pants.backend.python", "pantstack"]\n'
TOOLS = (
    'python_requirements(\n    name="infra",\n    source="requirements-infra.txt",\n    resolve="infra",\n'
    '    module_mapping={"pantstack-runner": ["pantstack", "pantstack_runner", "pantstack_runtime"]},\n)\n\n'
    "# Tools: Pants installs them from these resolves.\n"
    'python_requirements(name="pytest", source="requirements-pytest.txt", resolve="pytest")\n\n'
    'python_requirements(name="mypy", source="requirements-mypy.txt", resolve="mypy")\n'
)
LOCKS = "3rdparty/python/lockfiles"
LOCK = f"{LOCKS}/infra.lock"
LOCKED = '{"requirements": ["pantstack-runner==1.2.3"]}'


NOTHING: Mapping[str, str] = {}


def changes(toml: str = PANTS_TOML, python: tuple[str, ...] = (), texts: Mapping[str, str] = NOTHING) -> Changes:
    """What the stage changes."""
    return scaffold(Repository({"pants.toml": toml, **texts}, python, (".", "src")), SHIPPED, "1.2.3")


def refusal(toml: str = PANTS_TOML, python: tuple[str, ...] = (), texts: Mapping[str, str] = NOTHING) -> str:
    """Why the stage refuses."""
    with pytest.raises(UserErrors) as caught:
        changes(toml, python, texts)
    return "\n".join(map(str, caught.value.errors))


def test_an_empty_repository() -> None:
    """It gets resolves, tools, layers and libraries, and by that is complete."""
    made = changes()

    assert made.texts["pants.toml"] == (
        '[GLOBAL]\nbackend_packages = ["pants.backend.python", "pantstack", "pants.backend.docker", '
        '"pants.backend.python.typecheck.mypy"]\n\n'
        '[python]\nenable_resolves = true\ndefault_resolve = "stack"\ninterpreter_constraints = ["CPython>=3.11,<3.13"]\n'
        'pip_version = "latest"\n\n'
        f'[python.resolves]\nstack = "{LOCKS}/stack.lock"\ninfra = "{LOCK}"\npytest = "{LOCKS}/pytest.lock"\nmypy = "{LOCKS}/mypy.lock"\n\n'
        '[pytest]\ninstall_from_resolve = "pytest"\nconfig = "build-support/pytest.ini"\n\n'
        '[mypy]\ninstall_from_resolve = "mypy"\n# `modules` and `stack` are namespace packages.\n'
        'args = ["--namespace-packages", "--explicit-package-bases"]\n\n'
        '[coverage-py]\ninstall_from_resolve = "pytest"\n\n'
        '[pantstack]\nlayers = ["domain", "platform"]\n\n'
        '[tailor]\nignore_paths.add = ["stack/infra/**", "modules/*/infrastructure/**"]\n'
    )
    assert made.texts["3rdparty/python/BUILD"] == (
        "# Three sets of requirements for each module in [python.resolves]: core, api, test.\nmodule_requirements()\n\n"
        'python_requirements(name="stack", source="requirements-stack.txt", resolve="stack")\n\n'
        f"{TOOLS}"
    )
    assert made.texts["stack/libs/database/BUILD"] == (
        'pantstack_module(\n    description="How services keep their records",\n    layer="platform",\n'
        '    depends_on=["stack/libs/common"],\n)\n\n'
        'public_facade(\n    name="lib",\n    sources=["*.py", "!*_test.py"],\n    resolve=consumer_resolves(),\n)\n'
    )
    assert made.texts["3rdparty/python/requirements-infra.txt"].splitlines()[-1] == "pantstack-runner==1.2.3"
    assert sorted({"/".join(path.split("/")[:3]) for path in made.copies if not path.endswith(".txt")}) == [
        "3rdparty/python/lockfiles",
        "build-support/pytest.ini",
        *sorted({"/".join(path.split("/")[:3]) for path in SHIPPED if path.startswith("stack/infra/")}),
        "stack/libs/caching",
        "stack/libs/common",
        "stack/libs/database",
        "stack/libs/jobs",
        "stack/libs/messaging",
        "stack/libs/observability",
        "stack/libs/security",
        "stack/libs/sqs",
        "stack/libs/web",
    ]
    assert (made.notes, made.next_steps) == ((), ("generate-lockfiles --resolve=infra",))
    assert scaffold(Repository({**made.texts, LOCK: LOCKED}), SHIPPED, "1.2.3") == Changes()


def test_all_libraries() -> None:
    """Whatever library is shipped is taken over: the template of some kind of module needs it."""
    libraries = {path.split("/")[2] for path in SHIPPED if path.startswith("stack/libs/") and path.endswith("/BUILD")}
    taken = {path.split("/")[2] for path in changes().texts if path.startswith("stack/libs/")}

    assert taken == libraries


def test_a_newer_version() -> None:
    """The requirement of the runner follows, and its lockfile is to be made again until it has that version."""
    there = {**changes().texts, LOCK: LOCKED}
    path = "3rdparty/python/requirements-infra.txt"
    made = scaffold(Repository(there), SHIPPED, "1.3.0")

    assert made.texts == {path: there[path].replace("pantstack-runner==1.2.3", "pantstack-runner==1.3.0")}
    assert made.next_steps == ("generate-lockfiles --resolve=infra",)
    assert scaffold(Repository({**there, **made.texts}), SHIPPED, "1.3.0") == Changes(next_steps=made.next_steps)
    locked = {**there, **made.texts, LOCK: LOCKED.replace("1.2.3", "1.3.0")}
    assert scaffold(Repository(locked), SHIPPED, "1.3.0") == Changes()


@pytest.mark.parametrize(
    ("settings", "is_noted"),
    [
        ("", True),
        ("[mypy]\nversion = 'mypy==1.5.1'\n", True),
        ("[mypy]\nargs = ['--strict']\n", True),
        ("[mypy]\nargs = ['--namespace-packages', '--explicit-package-bases', '--strict']\n", False),
    ],
)
def test_a_mypy_of_ones_own(settings: str, *, is_noted: bool) -> None:
    """What `check` needs is noted once, where pants.toml does not have it."""
    own = PANTS_TOML.replace('"pantstack"', '"pantstack", "pants.backend.python.typecheck.mypy"')
    made = changes(f"{own}{settings}")
    note = (
        "pants.toml: `check` needs `--namespace-packages --explicit-package-bases` in [mypy].args, or the same in mypy's"
        " own configuration: without them mypy finds the files of stack/libs by two names."
    )

    assert made.notes == ((note,) if is_noted else ())
    assert scaffold(Repository({**made.texts, LOCK: LOCKED}), SHIPPED, "1.2.3") == Changes()


def test_what_is_ones_own() -> None:
    """What was taken over, and has changed since, is left alone; so is a repository's own pytest and checker."""
    made = changes().texts
    changed = {
        path: f"{text}\n# mine\n" if "/python/" in path or "libs" in path else text for path, text in made.items()
    }
    own = PANTS_TOML.replace('"pantstack"', '"pantstack", "pants.backend.experimental.python.typecheck.pyright"')
    other = changes(f'{own}[pytest]\nversion = "pytest==7.4.0"\n')

    assert scaffold(Repository({**changed, LOCK: LOCKED}), SHIPPED, "1.2.3") == Changes()
    assert [path for path in other.texts if "pytest" in path or "mypy" in path] == ["build-support/pytest.ini"]
    assert 'version = "pytest==7.4.0"\nconfig = "build-support/pytest.ini"\n' in other.texts["pants.toml"]


def test_a_default_resolve_of_ones_own() -> None:
    """It stays the default, and Pants keeps knowing the one that it has by itself."""
    enabled = changes(f"{PANTS_TOML}[python]\nenable_resolves = true\n[python.resolves]\nmain = 'main.lock'\n")
    implied = changes(f"{PANTS_TOML}[python]\nenable_resolves = true\n")
    required = changes(texts={"lib/BUILD": "python_requirement(name='x', requirements=['x'])\n"})

    assert [path for path in enabled.texts if "stack.lock" in path] == []
    assert "[python.resolves]\nmain = 'main.lock'\ninfra = " in enabled.texts["pants.toml"]
    assert '[python.resolves]\npython-default = "3rdparty/python/default.lock"\ninfra' in implied.texts["pants.toml"]
    assert '[python.resolves]\npython-default = "3rdparty/python/default.lock"\ninfra' in required.texts["pants.toml"]
    assert [each.next_steps for each in (enabled, implied, required)] == [
        ("generate-lockfiles --resolve=infra",),
        ("generate-lockfiles --resolve=infra",),
        ("generate-lockfiles --resolve=python-default --resolve=infra",),
    ]


def test_tests_and_source_roots_of_ones_own() -> None:
    """Tests keep their configuration of pytest, and modules get a source root."""
    made = changes(f'{PANTS_TOML}[source]\nroot_patterns = ["/src"]\n', ("src/acme/orders_test.py",))

    assert 'root_patterns = ["/src", "/"]' in made.texts["pants.toml"]
    assert '[pytest]\ninstall_from_resolve = "pytest"\n\n' in made.texts["pants.toml"]
    assert '[coverage-py]\ninstall_from_resolve = "pytest"\n\n' in made.texts["pants.toml"]
    assert made.notes == (
        "pants.toml: the root of the repository is a source root now, since modules import `modules.NAME`.",
        "pants.toml: all tests run with the pytest of 3rdparty/python/requirements-pytest.txt now.",
    )


def test_a_build_file_with_requirements() -> None:
    """What is declared stays, and what is missing comes after it."""
    text = "# mine\npython_requirements(name='reqs')\nmodule_requirements()"
    made = changes(texts={"3rdparty/python/BUILD": text})

    assert made.texts["3rdparty/python/BUILD"] == (f"{text}\n\n{TOOLS}")


def test_layers_of_ones_own() -> None:
    """The libraries have no layer that the repository does not have."""
    made = changes(f"{PANTS_TOML}[pantstack]\nlayers = ['web', 'core']\n")

    assert made.texts["stack/libs/database/BUILD"].splitlines()[:4] == [
        "pantstack_module(",
        '    description="How services keep their records",',
        '    depends_on=["stack/libs/common"],',
        ")",
    ]


def test_everything_that_is_in_the_way() -> None:
    """All of it is named at once, with its place and what to do."""
    message = refusal(
        f"{PANTS_TOML}[python]\nrequirement_constraints = 'c.txt'\ninterpreter_constraints = '>=3.9'\n"
        "[python.resolves]\npytest = 'mine.lock'\n",
        ("stack.py", "src/stack/__init__.py", "stack/__init__.py"),
        {
            "stack/libs/common/ids.py": "mine\n",
            "3rdparty/python/BUILD": "\nfile(name='mypy', source='x')\n",
        },
    )

    assert message == (
        "pants.toml:7 The resolve `pytest` has the lockfile `mine.lock`, and Pantstack's has"
        f" `{LOCKS}/pytest.lock`.\n"
        "  Give yours another name, then run again.\n"
        "pants.toml:4 [python].requirement_constraints and resolves exclude each other, and modules have resolves.\n"
        "  Move the constraints to a resolve (`resolves_to_constraints_file`), then run again.\n"
        "pants.toml:5 [python].interpreter_constraints is not a list of texts.\n"
        '  Write it as one, such as ["CPython>=3.11,<3.13"], then run again.\n'
        "stack/libs/common/ids.py:1 `stack/libs/common/ids.py` is there with a content of its own, and Pantstack's file"
        " of this name belongs there.\n"
        "  Move it out of stack/libs/common/, then run again.\n"
        "3rdparty/python/BUILD:2 `mypy` is a file here, and Pantstack's requirements of that resolve have this name.\n"
        "  Give it another name, then run again.\n"
        "stack.py:1 `stack.py` is imported as `stack`, and so are Pantstack's libraries (`stack.libs.common`).\n"
        "  Rename that package, then run again.\n"
        "src/stack/__init__.py:1 `src/stack/__init__.py` is imported as `stack`, and so are Pantstack's libraries"
        " (`stack.libs.common`).\n"
        "  Rename that package, then run again."
    )


@pytest.mark.parametrize(
    "constraints", ["['CPython==3.11.*']", "['>=3.11,<3.13']", "['CPython==3.12.4', '~=3.11.2']", "['>=3.11,<=3.12']"]
)
def test_constraints_that_fit(constraints: str) -> None:
    """Constraints within those of the lockfiles stay."""
    toml = f"{PANTS_TOML}[python]\ninterpreter_constraints = {constraints}\n"

    assert f"interpreter_constraints = {constraints}\nenable_resolves" in changes(toml).texts["pants.toml"]


DEFAULTS = (
    "# The CPythons that the lockfiles of modules are for.\n"
    '__defaults__(all={"interpreter_constraints": ["CPython>=3.11,<3.13"]})\n'
)


@pytest.mark.parametrize(
    "constraints",
    ["['>=3.9,<4']", "['~=3.11']", "['>3.10,<3.13']", "['CPython>=3.11,<4']", "['PyPy']", "['==3.10.*']", "['>=3.13']"],
)
def test_other_constraints(constraints: str) -> None:
    """They stay, and so does what is not understood: modules and libraries have constraints of their own, once."""
    toml = f"{PANTS_TOML}[python]\ninterpreter_constraints = {constraints}\n"
    made = changes(toml)
    again = {**made.texts, "modules/BUILD": f"{DEFAULTS}file(name='mine', source='x')\n"}

    assert {path: made.texts.get(path) for path in ("modules/BUILD", "stack/BUILD")} == {
        "modules/BUILD": DEFAULTS,
        "stack/BUILD": DEFAULTS,
    }
    assert f"interpreter_constraints = {constraints}\nenable_resolves" in made.texts["pants.toml"]
    assert '\ninterpreter_constraints = ["CPython>=3.11,<3.13"]\n' in made.texts["pants.toml"].partition("[mypy]")[2]
    assert (
        '[python.resolves_to_interpreter_constraints]\nstack = ["CPython>=3.11,<3.13"]\n'
        'infra = ["CPython>=3.11,<3.13"]\npytest = ["CPython>=3.11,<3.13"]\nmypy = ["CPython>=3.11,<3.13"]\n'
    ) in made.texts["pants.toml"]
    assert made.notes == (
        (
            "pants.toml: pytest is for CPython>=3.11,<3.13, as modules are; tests of other code need"
            " [pytest].install_from_resolve with a pytest of yours."
        ),
    )
    assert scaffold(Repository({**again, LOCK: LOCKED}), SHIPPED, "1.2.3") == Changes()


@pytest.mark.parametrize(
    "own",
    ["[coverage-py]\nversion = 'coverage==7'\n", "[pytest]\ninstall_from_resolve = 'mine'\n"],
)
def test_coverage_of_ones_own(own: str) -> None:
    """Whoever has set coverage up keeps it, and so does whoever has a pytest that it has to suit."""
    made = changes(f"{PANTS_TOML}[python.resolves]\nmine = 'mine.lock'\n{own}")

    assert "coverage-py]\ninstall" not in made.texts["pants.toml"]


def test_other_constraints_in_the_way() -> None:
    """Tests that Pantstack's pytest cannot run, and a BUILD file where the constraints belong, are named."""
    toml = f"{PANTS_TOML}[python]\ninterpreter_constraints = ['>=3.9,<4']\n"

    assert refusal(toml, ("src/a_test.py",), {"modules/BUILD": "mine()\n"}) == (
        "modules/BUILD:1 `modules/BUILD` is there with a content of its own, and Pantstack's file of this name belongs"
        " there.\n  Move it out of modules/, then run again.\n"
        "pants.toml:4 The tests here may be for others than CPython>=3.11,<3.13, which Pantstack's pytest is for.\n"
        "  Set [pytest].install_from_resolve to a resolve with a pytest of yours, or narrow interpreter_constraints."
    )
    own = f"{toml}[python.resolves]\nmine = 'mine.lock'\n[pytest]\ninstall_from_resolve = 'mine'\n"
    assert "modules/BUILD" in changes(own, ("src/a_test.py",)).texts


def test_modules_of_the_infrastructure() -> None:
    """They depend on each other, and on nothing of Pantstack's own repository; tests stay there."""
    texts = changes().texts

    assert texts["stack/infra/platforms/local/BUILD"] == (
        'pantstack_module(\n    description="Services on this machine",\n    layer="platform",\n    depends_on=[\n'
        '        "stack/infra/contract",\n    ],\n    public=["*.py", "!*_test.py"],\n)\n\n'
        'python_sources(\n    name="lib",\n    resolve="infra",\n    sources=["*.py", "!*_test.py"],\n)\n'
    )
    assert [path for path, text in texts.items() if path.endswith("BUILD") and "pants-plugins" in text] == []


def test_a_backend_from_a_folder() -> None:
    """Without a distribution of Pantstack there is none of the runner, and the shipped lockfile is whole."""
    made = scaffold(Repository({"pants.toml": PANTS_TOML}), SHIPPED, "")

    assert "pantstack-runner" not in made.texts["3rdparty/python/requirements-infra.txt"]
    assert made.next_steps == ()
