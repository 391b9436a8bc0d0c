"""What the deploy actions check before anything happens, and where artifacts come from."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.commands import deployment, destroy, preview, refresh, up
from pantstack_runner.contract.requests import DestroyRequest, PreviewRequest, RefreshRequest, UpRequest
from pantstack_runner.contract.testing import make_artifact, make_context, make_environment, make_module, write_file
from pantstack_runner.records.testing import write_record

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module


@pytest.fixture(name="taken", autouse=True)
def _taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions that got as far as to take modules, in place of taking them."""
    taken: list[str] = []

    def run(_path: Path, _context: Context, request: Any) -> int:  # noqa: ANN401 - any request
        taken.append(request.action)
        return 0

    monkeypatch.setattr(deployment, "run", run)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return taken


def _run(action: str, context: Context, modules: tuple[Module, ...], **fields: Any) -> int:  # noqa: ANN401 - of a request
    path = context.root / "plan.json"
    if action == "up":
        return up.run(path, context, UpRequest(modules=modules, **fields))
    if action == "preview":
        return preview.run(path, context, PreviewRequest(modules=modules, **fields))
    if action == "destroy":
        return destroy.run(path, context, DestroyRequest(modules=modules, **fields))
    return refresh.run(path, context, RefreshRequest(modules=modules, **fields))


def test_origins() -> None:
    """What is not built now is named, with where it comes from; what was built the goal has named already."""
    orders, shipping = (make_module(name, artifacts=(make_artifact(),)) for name in ("orders", "shipping"))
    request = UpRequest(
        modules=(
            orders.model_copy(update={"promoted_from": "local"}),
            shipping.model_copy(update={"restores": "20261124T000000.000000Z"}),
        )
    )

    assert deployment.format_origins(request) == (
        "orders  from local  api  sha256:aaaaaaaaaaaa\nshipping  as on 20261124T000000.000000Z  api  sha256:aaaaaaaaaaaa\n"
    )
    assert deployment.format_origins(request.model_copy(update={"saved_plan": "plan.json"})) == (
        "orders  as previewed  api  sha256:aaaaaaaaaaaa\nshipping  as previewed  api  sha256:aaaaaaaaaaaa\n"
    )
    assert deployment.format_origins(UpRequest(modules=(orders, shipping))) == ""


@pytest.mark.parametrize("action", ["up", "preview"])
def test_a_missing_registry(tmp_path: Path, taken: list[str], action: str) -> None:
    """Images that have no registry to go to are refused before any module is taken."""
    cloud = make_context(
        tmp_path, environment=make_environment(platform="aws", backend_url="file:///state", foundation="stack/base")
    )
    modules = (make_module(artifacts=(make_artifact(kind="docker", name="docker"),)),)

    with pytest.raises(UserError) as caught:
        _run(action, cloud, modules)

    assert (caught.value.message, taken) == (
        'Environment "test" has no registry for images yet: it is an output of its foundation.',
        [],
    )


def test_a_foundation_that_is_needed(tmp_path: Path, taken: list[str]) -> None:
    """A foundation is not destroyed beneath modules that stay."""
    founded = make_context(tmp_path, environment=make_environment(foundation="stack/base"))
    base = (make_module("base"),)
    write_record(founded, "orders")

    with pytest.raises(UserError) as caught:
        _run("destroy", founded, base)
    write_record(founded, "orders", action="destroy")

    assert caught.value.message == "orders is not known to be down in test, and is built on its foundation, stack/base."
    assert (_run("destroy", founded, base), taken) == (0, ["destroy"])


def test_a_module_that_another_one_runs_on(context: Context, taken: list[str]) -> None:
    """It is destroyed only by force, or after what runs on it."""
    orders = (make_module(),)
    write_record(context, "shipping")

    with pytest.raises(UserError) as caught:
        _run("destroy", context, orders, dependents={"shipping": ("orders",)})

    assert caught.value.message == "shipping is not known to be down in test, and depends on orders."
    assert taken == []
    assert _run("destroy", context, orders, dependents={"shipping": ("orders",)}, force=True) == 0
    assert _run("destroy", context, (make_module("shipping"), *orders)) == 0
    assert taken == ["destroy", "destroy"]


def test_who_confirms(tmp_path: Path, taken: list[str]) -> None:
    """An environment that requires confirmation is neither deployed to nor destroyed without it; others may look."""
    careful = make_context(tmp_path, environment=make_environment(requires_confirmation=True))
    for action in ("up", "destroy"):
        with pytest.raises(UserError) as caught:
            _run(action, careful, (make_module(),))
        assert caught.value.help == "Add --yes."
    assert taken == []

    for action in ("preview", "refresh"):
        _run(action, careful, (make_module(),))
    for action in ("up", "destroy"):
        _run(action, careful, (make_module(),), confirmed=True)
    assert taken == ["preview", "refresh", "up", "destroy"]


def test_wrong_configuration(context: Context, tmp_path: Path, taken: list[str]) -> None:
    """Configuration is checked before a program runs; destroy and refresh run none, and look at none."""
    write_file(tmp_path / "modules/orders/infrastructure/Pulumi.test.yaml", "[")

    for action in ("up", "preview"):
        with pytest.raises(UserError, match="is not YAML"):
            _run(action, context, (make_module(),))
    for action in ("destroy", "refresh"):
        _run(action, context, (make_module(),))

    assert taken == ["destroy", "refresh"]
