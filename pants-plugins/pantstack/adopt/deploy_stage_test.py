"""The stage `deploy` in repositories of others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.adopt.deploy_stage import deploy
from pantstack.adopt.model import Changes, Repository
from pantstack.adopt.scaffold_stage import scaffold
from pantstack.base import shipped
from pantstack.base.errors import UserErrors

SHIPPED = {path: content.decode() for path, content in shipped.read().items()}
PANTS_TOML = '[GLOBAL]\npythonpath = ["x"]\nbackend_packages = ["pants.backend.python", "pantstack"]\n'
LOCK = "3rdparty/python/lockfiles/infra.lock"
ENVIRONMENTS = """\
# Where `pants deploy MODULE --env=NAME` brings modules up.
deploy_environment(name="local")

deploy_environment(name="test")
"""


def repository(texts: Mapping[str, str]) -> Repository:
    """A repository with a scaffold."""
    bare = Repository({"pants.toml": PANTS_TOML, **texts})
    return bare.after(scaffold(bare, SHIPPED))


def test_an_empty_repository() -> None:
    """It gets environments, components, a runner of the installed version, and by that is complete."""
    before = repository({})
    made = deploy(before, SHIPPED, "1.2.3")
    texts = made.texts

    assert f'mypy = "3rdparty/python/lockfiles/mypy.lock"\ninfra = "{LOCK}"\n' in texts["pants.toml"]
    assert texts["pants.toml"].endswith('\n\n[deploy]\nrunner = "stack/infra/runner:runner"\n')
    assert texts["BUILD"] == ENVIRONMENTS
    assert texts["3rdparty/python/BUILD"].removeprefix(before.texts["3rdparty/python/BUILD"]) == (
        '\npython_requirements(\n    name="infra",\n    source="requirements-infra.txt",\n    resolve="infra",\n'
        '    module_mapping={"pantstack-runner": ["pantstack", "pantstack_runner", "pantstack_runtime"]},\n)\n'
    )
    assert texts["3rdparty/python/requirements-infra.txt"].splitlines()[-1] == "pantstack-runner==1.2.3"
    assert texts["stack/infra/runner/BUILD"].splitlines()[1:4] == [
        "pex_binary(",
        '    name="runner",',
        '    entry_point="pantstack_runner.main",',
    ]
    assert made.next_steps == ("generate-lockfiles --resolve=infra",)
    assert [path for path in texts if path not in made.copies] == [
        "3rdparty/python/requirements-infra.txt",
        "stack/infra/runner/BUILD",
        "3rdparty/python/BUILD",
        "BUILD",
        "pants.toml",
    ]


def test_modules_of_the_infrastructure() -> None:
    """They depend on each other, and on nothing of Pantstack's own repository; tests stay there."""
    texts = deploy(repository({}), SHIPPED, "1.2.3").texts

    assert texts["stack/infra/platforms/local/BUILD"] == (
        'pantstack_module(\n    description="Services on this machine",\n    layer="platform",\n    depends_on=[\n'
        '        "stack/infra/contract",\n    ],\n    public=["*.py", "!*_test.py"],\n)\n\n'
        'python_sources(\n    name="lib",\n    resolve="infra",\n    sources=["*.py", "!*_test.py"],\n)\n'
    )
    assert [path for path, text in texts.items() if path.endswith("BUILD") and "pants-plugins" in text] == []


def test_once_more() -> None:
    """There is nothing to do, though files have changed since and the lockfile was made."""
    before = repository({"BUILD": "# mine\nfile(name='x', source='y')"})
    made = before.after(deploy(before, SHIPPED, "1.2.3"))
    edited = {path: f"{text}\n# mine\n" if "stack/infra" in path else text for path, text in made.texts.items()}
    edited[LOCK] += '"pantstack-runner==1.2.3"'

    assert made.texts["BUILD"] == f"# mine\nfile(name='x', source='y')\n\n{ENVIRONMENTS}"
    assert deploy(Repository(edited), SHIPPED, "1.2.4") == Changes()


def test_environments_of_ones_own() -> None:
    """They stay the only ones."""
    made = deploy(repository({"BUILD": "deploy_environment(name='mine')\n"}), SHIPPED, "1.2.3")

    assert "BUILD" not in made.texts


def test_everything_that_is_in_the_way() -> None:
    """All of it is named at once, with its place and what to do."""
    texts = {"BUILD": "files(\n    name='a')\nfiles(name='local')\n", "stack/infra/service.py": "mine\n"}
    with pytest.raises(UserErrors) as caught:
        deploy(repository(texts), SHIPPED, "")

    assert "\n".join(map(str, caught.value.errors)) == (
        "stack/infra/service.py:1 `stack/infra/service.py` is there with a content of its own, and Pantstack's file of"
        " this name belongs there.\n"
        "  Move it out of stack/infra/, then run again.\n"
        "BUILD:3 `local` is a files here, and an environment of that name belongs here.\n"
        "  Give it another name, or declare a deploy_environment yourself, then run again.\n"
        "pants.toml:2 Pantstack is not installed as a distribution here, so there is no runner of its version to"
        " install.\n"
        '  Write plugins = ["pantstack==VERSION"] in place of pythonpath, in [GLOBAL] of pants.toml, then run again.'
    )
