"""The registry of artifact kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.artifact_kinds import KINDS
from pantstack.deploy.artifact_kinds.backends import backend_for, backends, default_kind

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("target_type", "kind", "path"),
    [
        ("pex_binary", "pex", ".pantstack/artifacts/ab12/api.pex"),
        ("docker_image", "docker", ".pantstack/artifacts/ab12/api.docker-info.json"),
    ],
)
def test_claims(target_type: str, kind: str, path: str) -> None:
    """A target is claimed by the kind of its type, and the artifact is kept under its hash."""
    backend = backend_for(target_type, "modules/orders:api", "modules/orders/BUILD")

    assert (backend.name, backend.path("api", "ab12")) == (kind, path)


def test_unclaimed() -> None:
    """What no kind claims is refused where it is listed."""
    with pytest.raises(UserError) as caught:
        backend_for("archive", "modules/orders:zip", "modules/orders/BUILD")

    assert caught.value == UserError(
        "modules/orders/BUILD: `deployables` lists modules/orders:zip, a target of type `archive`,"
        " which no artifact kind accepts.",
        "List only targets of these types: docker_image, pex_binary.",
    )


def test_every_kind_has_its_folder() -> None:
    """The registry and the folders name the same kinds, each with both halves and a page."""
    for file in ("backend.py", "runtime.py", "page.md"):
        assert {path.parent.name for path in HERE.glob(f"*/{file}")} == set(KINDS)
    assert [backend.name for backend in backends()] == list(KINDS)


def test_no_target_type_is_claimed_twice() -> None:
    """Each target type has one kind."""
    claimed = [alias for backend in backends() for alias in backend.target_types]

    assert sorted(claimed) == sorted(set(claimed))


def test_default_kinds() -> None:
    """Images run where there is a registry, PEX files elsewhere."""
    assert [default_kind(needs_registry=needs) for needs in (False, True)] == ["pex", "docker"]
