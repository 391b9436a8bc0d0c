"""Targets of backends that are not active are found before Pants stumbles over them."""

from __future__ import annotations

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles import inactive_backends

PYTHON = ("pex_binary", "python_requirements", "python_sources", "python_tests")
TEXTS = {
    "modules/orders/BUILD": b"# docker_image()\npython_sources()\n\ndocker_image(name='docker')\ndocker_image()\n",
    "BUILD": b"deploy_environment(name='docker_image')\n",
}


def test_an_inactive_backend() -> None:
    """The first target of each is named with its place and backend, and comments and strings are none."""
    assert inactive_backends.find_errors(TEXTS, PYTHON) == (
        UserError(
            "`docker_image` is of the backend `pants.backend.docker`, which is not active.",
            "Add it to backend_packages in pants.toml: pants adopt --stage=scaffold --write",
            SourceLocation("modules/orders/BUILD", 4),
        ),
    )
    assert [error.location.line for error in inactive_backends.find_errors(TEXTS, ())] == [4, 2]


def test_active_backends() -> None:
    """Where all are active there is nothing to find, so that nothing has to be read."""
    assert inactive_backends.find_errors(TEXTS, (*PYTHON, "docker_image")) == ()
    assert inactive_backends.inactive((*PYTHON, "docker_image")) == {}
