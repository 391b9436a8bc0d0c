"""The kinds of artifacts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.deploy.artifact_kinds import ARTIFACTS, kind_of
from pantstack.deploy.artifact_kinds.kind import Kind
from pantstack.deploy.errors import DeployError

HERE = Path(__file__).parent


def test_kind_of_a_pex() -> None:
    """A pex_binary is claimed, and kept under its hash."""
    kind = kind_of("pex_binary", "modules/orders:api", "modules/orders/BUILD")

    assert kind == Kind("pex", frozenset({"pex_binary"}), ".pex")
    assert kind.path("api", "ab12") == ".pantstack/artifacts/ab12/api.pex"


def test_kind_of_an_image() -> None:
    """A docker_image is claimed, and its description is kept under the image's identifier."""
    kind = kind_of("docker_image", "modules/orders:docker", "modules/orders/BUILD")

    assert kind == Kind("docker", frozenset({"docker_image"}), ".docker-info.json")
    assert kind.path("docker", "ab12") == ".pantstack/artifacts/ab12/docker.docker-info.json"


def test_unclaimed() -> None:
    """What no kind claims is refused where it is listed."""
    with pytest.raises(DeployError) as caught:
        kind_of("archive", "modules/orders:zip", "modules/orders/BUILD")

    assert str(caught.value) == (
        "modules/orders/BUILD: `deployables` lists modules/orders:zip, a archive,"
        " which no artifact kind claims.\n"
        "List targets of these types only: docker_image, pex_binary."
    )


def test_every_kind_has_a_folder_and_a_page() -> None:
    """The tuple and the folders name the same kinds, each with a page."""
    assert {kind.name for kind in ARTIFACTS} == {page.parent.name for page in HERE.glob("*/page.md")}


def test_no_target_type_is_claimed_twice() -> None:
    """Each target type has one kind."""
    claimed = [each for kind in ARTIFACTS for each in kind.target_types]

    assert sorted(claimed) == sorted(set(claimed))
