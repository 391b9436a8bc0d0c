"""The component, on every platform."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from pantstack.deploy.artifact_kinds.runtimes import runtime
from stack.infra.contract.settings import Settings
from stack.infra.contract.testing import Mocks
from stack.infra.platforms.local import platform
from stack.infra.requirements import Requirements, Size
from stack.infra.schedule import Schedule
from stack.infra.service import HttpService
from stack.infra.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHA = f"sha256:{'a' * 64}"
ARTIFACTS = [{"name": "api", "kind": "pex", "path": "/repo/api.pex", "digest": SHA}]
MARK = {
    "owner": "orders-test-/repo/.pantstack",
    "module": "orders",
    "environment": "test",
    "home": "/repo/.pantstack",
}
LOCAL = {
    "pantstack:environment": "test",
    "pantstack:platform": "local",
    "pantstack:home": "/repo/.pantstack",
    "pantstack:cache": "/cache",
    "pantstack:artifacts": json.dumps(ARTIFACTS),
}


def declare(config: dict[str, str], **arguments: Any) -> str:  # noqa: ANN401 - the component's own
    """Declare a service under a configuration and return its URL."""
    return declared(config, lambda: [HttpService("orders", **arguments).url])[0]


def declared(config: dict[str, str], program: Callable[[], Sequence[Any]]) -> list[str]:
    """Run a program under a configuration and return the values of the outputs that it returns."""
    pulumi.runtime.set_all_config(config)
    values: list[str] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> pulumi.Output[None]:
        return pulumi.Output.all(*program()).apply(values.extend)

    run()
    return values


def test_local(mocks: Mocks) -> None:
    """On this machine a service is a kept port and what its artifact starts."""
    url = declare(LOCAL, env={"ORDERS_LOG_LEVEL": "DEBUG"})

    made = {key: _without_provider(value) for key, value in mocks.made.items()}
    assert url == "http://127.0.0.1:20000"
    assert made == {
        ("pantstack:infra:HttpService", "orders"): {},
        ("pulumi-python:dynamic/pantstack:Port", "orders-port"): {"owner": MARK["owner"]},
        ("pulumi-python:dynamic/pantstack:Service", "orders-service"): {
            "kind": "pex",
            "name": "orders",
            "mark": MARK,
            "pex": "/repo/api.pex",
            "digest": SHA,
            "port": 20000,
            "log": "/repo/.pantstack/logs/test/orders.log",
            "pex_root": "/cache/pex",
            "env": {"ORDERS_LOG_LEVEL": "DEBUG", "PANTSTACK_DIGEST": SHA},
        },
    }


def _without_provider(inputs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != "__provider" and value is not None}


def test_dependencies(mocks: Mocks) -> None:
    """A service learns where the modules answer that it depends on."""
    declare({**LOCAL, "pantstack:dependencies": json.dumps(["inventory"])})

    assert ("pulumi:pulumi:StackReference", "organization/inventory/test") in mocks.made
    process = mocks.made["pulumi-python:dynamic/pantstack:Service", "orders-service"]
    assert process["env"] == {"INVENTORY_BASE_URL": "http://127.0.0.1:20001", "PANTSTACK_DIGEST": SHA}


@pytest.mark.parametrize(
    ("images", "image"),
    [
        ({"pantstack:images": json.dumps({"docker": f"127.0.0.1:5000/orders@{SHA}"})}, f"127.0.0.1:5000/orders@{SHA}"),
        ({}, SHA),
    ],
    ids=["from a registry", "from the daemon"],
)
@pytest.mark.parametrize("deployable", ["api", "docker"])
def test_container(mocks: Mocks, images: dict[str, str], image: str, deployable: str) -> None:
    """An image is a container; the only one of a module stands for any deployable that was not packaged."""
    artifact = {"name": "docker", "kind": "docker", "path": "/repo/docker.json", "digest": SHA}
    config = {**LOCAL, **images, "pantstack:artifacts": json.dumps([artifact])}

    assert declare(config, deployable=deployable, env={"ORDERS_LOG_LEVEL": "DEBUG"}) == "http://127.0.0.1:20000"

    made = _without_provider(mocks.made["pulumi-python:dynamic/pantstack:Service", "orders-service"])
    assert made == {
        "kind": "docker",
        "name": "orders",
        "title": "pantstack-test-orders-575a8d0c",
        "image": image,
        "digest": SHA,
        "port": 20000,
        "log": "/repo/.pantstack/logs/test/orders.log",
        "env": {"ORDERS_LOG_LEVEL": "DEBUG", "PANTSTACK_DIGEST": SHA},
        "mark": MARK,
        "writable": False,
    }


@pytest.mark.parametrize("preview", [True, False])
def test_an_image_that_was_never_pushed(preview: bool) -> None:  # noqa: FBT001 - as Pulumi has it
    """A preview does not know the name that an image will have; a deploy refuses to go on without it."""
    pulumi.runtime.set_mocks(Mocks(), project="orders", stack="test", preview=preview)
    pulumi.runtime.set_all_config({**LOCAL, "pantstack:images": json.dumps({"": "", "docker": ""})})
    settings = Settings.of_stack()

    if preview:
        image = settings.image("api")
        assert isinstance(image, pulumi.Output)
        assert not asyncio.run(image.is_known())
    else:
        with pytest.raises(pulumi.RunError, match=r'^There is no image of "api"'):
            settings.image("api")


class _Down(Mocks):
    """Nothing is up that could answer."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """As before, but no stack gives anything."""
        found = super().new_resource(args)
        return (found[0], {**found[1], "outputs": {}}) if args.typ == "pulumi:pulumi:StackReference" else found


@pytest.mark.parametrize("preview", [True, False])
def test_a_dependency_that_is_not_up(preview: bool) -> None:  # noqa: FBT001 - as Pulumi has it
    """A preview does not know the address of a module that was never up; a deploy refuses to go on without it."""
    mocks = _Down()
    pulumi.runtime.set_mocks(mocks, project="orders", stack="test", preview=preview)
    pulumi.runtime.set_all_config({**LOCAL, "pantstack:dependencies": json.dumps(["inventory"])})

    async def address() -> object:
        found = platform.addresses(Settings.of_stack())["INVENTORY_BASE_URL"]
        assert isinstance(found, pulumi.Output)
        return await found.is_known() and await found.future()

    if preview:
        assert asyncio.run(address()) is False
    else:
        with pytest.raises(pulumi.RunError) as caught:
            asyncio.run(address())
        assert str(caught.value) == (
            "inventory is not up in test, so its address is not known.\n"
            "Deploy it first, or both with --with-dependencies."
        )


def test_worker(mocks: Mocks) -> None:
    """On this machine a worker is a service without a queue elsewhere: others send to the worker itself."""
    urls = declared(
        {**LOCAL, "pantstack:artifacts": json.dumps([{**ARTIFACTS[0], "name": "worker"}])},
        lambda: [(worker := Worker("orders")).queue_url, worker.url],
    )

    assert urls == ["http://127.0.0.1:20000/messages", "http://127.0.0.1:20000"]
    assert mocks.made["pulumi-python:dynamic/pantstack:Port", "orders-worker-port"]["owner"] == (
        "orders-worker-test-/repo/.pantstack"
    )
    made = mocks.made["pulumi-python:dynamic/pantstack:Service", "orders-worker-service"]
    assert {key: made.get(key) for key in ("name", "log", "env", "schedule")} == {
        "name": "orders-worker",
        "log": "/repo/.pantstack/logs/test/orders.log",
        "env": {"PANTSTACK_DIGEST": SHA},
        "schedule": None,
    }


def test_schedule(mocks: Mocks) -> None:
    """On this machine a schedule is a scheduler that starts what the artifact is, with the arguments of its command."""
    declared(
        LOCAL, lambda: [Schedule("orders", "0 3 * * *", zone="UTC", requirements=Requirements(command=["report"]))][1:]
    )

    made = mocks.made["pulumi-python:dynamic/pantstack:Service", "orders-schedule-service"]
    assert {key: made[key] for key in ("name", "pex", "schedule", "arguments")} == {
        "name": "orders-schedule",
        "pex": "/repo/api.pex",
        "schedule": ["0 3 * * *", "UTC"],
        "arguments": ["report"],
    }


@pytest.mark.parametrize(
    ("expression", "zone", "unknown"),
    [
        ("cron(0 3 L * ? *)", "UTC", "`cron(0 3 L * ? *)`: years, L, W and #"),
        ("0 3 * * *", "Moon/Base", "the time zone Moon/Base"),
    ],
)
def test_a_schedule_that_is_not_known_here(mocks: Mocks, expression: str, zone: str, unknown: str) -> None:
    """What this machine does not know is refused before anything is declared."""
    with pytest.raises(pulumi.RunError) as caught:
        declared(LOCAL, lambda: [Schedule("orders", expression, zone=zone)][1:])

    assert str(caught.value) == (
        f'Schedule "orders": platform "local" does not know {unknown}.\n'
        "Write another one, or deploy to an environment on a platform that knows it."
    )
    assert mocks.made == {("pantstack:infra:Schedule", "orders"): {}}


def test_requirements_of_a_cloud(mocks: Mocks) -> None:
    """What only a cloud can give changes nothing on this machine."""
    declare(LOCAL)
    without = dict(mocks.made)

    declare(LOCAL, requirements=Requirements(size=Size(1024, 2048), secrets={"ORDERS_TOKEN": "arn:aws:ssm:x"}))

    assert mocks.made == without


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        (
            {"pantstack:platform": "moon"},
            {},
            'Unknown platform "moon"; there are: aws, local.\nChange `platform` of deploy_environment `test`.',
        ),
        (
            {},
            {"deployable": "web"},
            (
                'The plan has no artifact "web"; it has: api.\n'
                'Add ":web" to `deployables` of the module, or pass another `deployable` to the service;'
                " `runs` of the deploy_environment `test` says whether images are packaged."
            ),
        ),
        (
            {"pantstack:artifacts": json.dumps([{**ARTIFACTS[0], "kind": "wheel"}])},
            {},
            (
                'Platform "local" cannot run "api", an artifact of kind wheel.\n'
                "Pass another `deployable` to the service."
            ),
        ),
    ],
)
def test_refused(mocks: Mocks, change: dict[str, str], arguments: dict[str, str], message: str) -> None:
    """What cannot run is refused in words."""
    with pytest.raises(pulumi.RunError) as caught:
        declare({**LOCAL, **change}, **arguments)

    assert str(caught.value) == message
    assert ("pulumi-python:dynamic/pantstack:Service", "orders-service") not in mocks.made


def test_a_kind_that_runs_elsewhere_only(mocks: Mocks, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no process or container of this machine can be made of is refused before anything is declared."""
    monkeypatch.setattr(type(runtime("pex")), "runs_here", False)

    with pytest.raises(pulumi.RunError) as caught:
        declare(LOCAL)

    assert str(caught.value) == (
        'Platform "local" cannot run "api", an artifact of kind pex.\nPass another `deployable` to the service.'
    )
    assert ("pulumi-python:dynamic/pantstack:Service", "orders-service") not in mocks.made
