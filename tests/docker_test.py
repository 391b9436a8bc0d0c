"""`./pants deploy` with images: a real Docker daemon, a real registry, real containers."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from daemons import BASE, Registry, databases, docker, registry_beside_a_daemon
from harness import Repository, copy_repository
from served import free_port
from shop import ask, fill, ship, take_order
from toys import until

MAIN = "modules/orders/backend/api/main.py"


@pytest.fixture(scope="module", name="registry")
def _registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry beside a daemon that has a base image."""
    with registry_beside_a_daemon(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


@pytest.fixture(scope="module", name="deployed")
def _deployed(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A copy whose services run from images: `local` from those of the daemon, `test` from those of the registry."""
    variables = {"PANTS_DOCKER_BUILD_ARGS": f'["PYTHON_IMAGE={BASE}"]'}
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository", variables)
    build = copy.read("BUILD").replace('(name="local"', '(name="local", runs="docker"')
    build = build.replace('(name="test"', f'(name="test", registry="{registry.address}/test"')
    build += f'\ndeploy_environment(name="staging", registry="{registry.address}/staging")\n'
    (copy.path / "BUILD").write_text(build, encoding="utf-8")
    yield copy
    copy.pants("deploy", "modules::", "--env=staging", "--destroy")
    copy.close()
    left = containers(copy)
    for image in docker("images", "--format={{.Repository}}:{{.Tag}}").splitlines():
        if image.startswith(f"{registry.address}/"):
            subprocess.run(("docker", "image", "rm", image), capture_output=True, check=False)
    assert left == []


def containers(copy: Repository) -> list[str]:
    """Names and images of the containers of a copy, running or not."""
    home = f"--filter=label=pantstack.home={copy.path}/.pantstack"
    return sorted(docker("ps", "--all", home, "--format={{.Names}} {{.Image}}").splitlines())


def packaged(out: str) -> str:
    """The beginning of the identifier of the image in the first line of a deploy."""
    found = re.fullmatch(r"orders  packaged docker  sha256:([0-9a-f]{12})", out.splitlines()[0])
    assert found, out
    return found[1]


def up(out: str) -> str:
    """The URL in the last line of a deploy."""
    found = re.fullmatch(r"orders  up  (http://127\.0\.0\.1:\d+)", out.splitlines()[-1])
    assert found, out
    return found[1]


def test_the_life_of_an_image(deployed: Repository, registry: Registry) -> None:
    """One image serves two environments, pinned in the registry by its digest; no change restarts nothing."""
    local = deployed.pants("deploy", "modules/orders", "--env=local", timeout=1800).ok().out
    preview = deployed.pants("deploy", "modules/orders", "--env=test", "--preview").ok().out
    other = deployed.pants("deploy", "modules/orders", "--env=test").ok().out

    image = packaged(local)
    assert image == packaged(preview) == packaged(other)
    assert "push" not in preview
    assert other.splitlines()[1] == "orders  push docker"
    identifier = docker("image", "inspect", "--format={{.Id}}", image).removeprefix("sha256:")
    digest = registry.digest("test/orders", identifier[:16])
    running = [each.split()[0] for each in containers(deployed)]
    assert [docker("inspect", "--format={{.Image}}", each) for each in running] == [f"sha256:{identifier}"] * 2
    assert docker("inspect", "--format={{.Config.Image}}", running[1]) == f"{registry.address}/test/orders@{digest}"
    assert [ask(f"{up(out)}/health") for out in (local, other)] == ['200 {"status":"healthy"}'] * 2
    guarded = "--format={{.Config.User}} {{.HostConfig.ReadonlyRootfs}}"
    assert [docker("inspect", guarded, each) for each in running] == ["65532:65532 true"] * 2

    order = f"{up(other)}/api/v1/orders/{take_order(up(other))}"
    again = deployed.pants("deploy", "modules/orders", "--env=test", "--force").ok().out
    assert again.splitlines() == [
        f"orders  packaged docker  sha256:{image}",
        "orders  no change",
        f"orders  up  {up(other)}",
    ]
    assert ask(order).startswith("200 ")

    log = (deployed.path / ".pantstack/logs/test/orders.log").read_text(encoding="utf-8")
    assert '"message":"Application startup complete."' in log
    deployed.pants("deploy", "modules/orders", "--env=test", "--destroy").ok()
    assert [ask(f"{up(out)}/health") for out in (local, other)] == ['200 {"status":"healthy"}', "no answer"]
    assert len(containers(deployed)) == 1


def test_a_registry_that_goes_away(deployed: Repository, registry: Registry) -> None:
    """Without its registry a deploy fails in words and what runs goes on; the next deploy heals."""
    before = up(deployed.pants("deploy", "modules/orders", "--env=test").ok().out)
    order = f"{before}/api/v1/orders/{take_order(before)}"

    with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", "Changed Service")}):
        registry.stop()
        failed = deployed.pants("deploy", "modules/orders", "--env=test")
        assert failed.code == 1, failed.text
        assert failed.out.splitlines()[1:] == ["orders  push docker"]
        assert re.sub(r"\[INFO\].*|\d\d:\d\d:\d\d\.\d\d ", "", failed.err).strip() == (
            f"orders  failed  docker of orders cannot be pushed to {registry.address}/test/orders:"
            f' Get "http://{registry.address}/v2/": dial tcp {registry.address}: connect: connection refused.\n'
            "Check the registry and log in to it"
            f" (docker login {registry.address}), then deploy again."
        )
        assert ask(order).startswith("200 ")

        registry.start()
        healed = deployed.pants("deploy", "modules/orders", "--env=test").ok().out
        assert healed.splitlines()[1] == "orders  push docker"
        assert re.match(r'404 .*"detail":"Order not found"', ask(order))
        assert '"title":"Changed Service"' in ask(f"{up(healed)}/openapi.json")


def test_promotion(deployed: Repository) -> None:
    """Another environment gets the very image that was good, although the sources changed since."""
    image = packaged(deployed.pants("deploy", "modules/orders", "--env=test").ok().out)

    with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", "Changed Service")}):
        ran = deployed.pants("deploy", "modules/orders", "--env=staging", "--promote-from=test").ok()

    running = next(each.split()[0] for each in containers(deployed) if "-staging-" in each)
    assert docker("inspect", "--format={{.Image}}", running).startswith(f"sha256:{image}")
    assert '"title":"Orders Service"' in ask(f"{up(ran.out)}/openapi.json")


def test_prune(deployed: Repository, registry: Registry) -> None:
    """Tags that no kept record names go; what runs, what a rollback wants and what is another's stay, and come back."""
    for name in ("First", "Second", "Third"):
        with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", f"{name} Service")}):
            address = up(deployed.pants("deploy", "modules/orders", "--env=test").ok().out)
    ours = f"{registry.address}/test/orders"
    theirs = f"{ours}:theirs"
    docker("image", "tag", BASE, theirs)
    before = docker("images", "--format={{.Tag}}", ours).split()
    order = f"{address}/api/v1/orders/{take_order(address)}"

    out = deployed.pants("deploy", "--prune", "--keep=1").ok().out

    gone = sorted(re.findall(rf"^remove  docker {re.escape(ours)}:([0-9a-f]{{16}})$", out, re.MULTILINE))
    assert gone
    assert sorted(docker("images", "--format={{.Tag}}", ours).split()) == sorted(set(before) - set(gone))
    assert "theirs" in before
    docker("image", "rm", theirs)
    assert ask(order).startswith("200 ")
    # The registry has what went from the daemon.
    assert all(registry.digest("test/orders", each).startswith("sha256:") for each in gone)
    assert up(deployed.pants("deploy", "modules/orders", "--env=test", "--rollback").ok().out) == address
    assert '"title":"Second Service"' in ask(f"{address}/openapi.json")


def test_an_image_that_its_registry_does_not_have(deployed: Repository) -> None:
    """What was previewed is deployed although nobody knew the name of its image before it was pushed."""
    with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", "Previewed Service")}):
        deployed.pants("deploy", "modules/orders", "--env=test", "--preview", "--plan-out=out.json").ok()

    ran = deployed.pants("deploy", "--plan=out.json").ok()
    (deployed.path / "out.json").unlink()

    assert [line.partition("  sha256:")[0] for line in ran.out.splitlines()[:2]] == [
        "orders  as previewed  docker",
        "orders  push docker",
    ]
    assert '"title":"Previewed Service"' in ask(f"{up(ran.out)}/openapi.json")


def test_modules_that_call_each_other(deployed: Repository) -> None:
    """Three modules come up as containers, and shipping finds the others."""
    ran = deployed.pants("deploy", "modules::", "--env=local", timeout=1800).ok()
    addresses = dict(re.findall(r"^(\w+)  up  (http://\S+)$", ran.out, re.MULTILINE))
    assert sorted(addresses) == ["inventory", "orders", "shipping"]

    fill(addresses["inventory"])
    assert ship(addresses["shipping"], take_order(addresses["orders"])) == "preparing"


def test_a_container_that_was_killed(deployed: Repository) -> None:
    """What ended since is reported as down, and the next deploy brings it up at the same address."""
    address = up(deployed.pants("deploy", "modules/orders", "--env=test").ok().out)
    running = next(each.split()[0] for each in containers(deployed) if "-test-orders-" in each)

    docker("kill", running)
    assert ask(f"{address}/health") == "no answer"
    status = deployed.pants("deploy", "modules/orders", "--env=test", "--status")
    assert re.search(r"^orders +test +down ", status.out, re.MULTILINE), status.text

    assert up(deployed.pants("deploy", "modules/orders", "--env=test").ok().out) == address
    assert ask(f"{address}/health") == '200 {"status":"healthy"}'


def test_an_image_that_does_not_start(deployed: Repository) -> None:
    """The container that runs goes on, untouched, and what was tried beside it is gone."""
    address = up(deployed.pants("deploy", "modules/orders", "--env=local").ok().out)
    before = containers(deployed)

    with deployed.planted({MAIN: f"raise SystemExit(3)\n{deployed.read(MAIN)}"}):
        ran = deployed.pants("deploy", "modules/orders", "--env=local")

    assert (ran.code, ran.out.splitlines()[1:]) == (1, ["orders  replace orders-service"]), ran.text
    assert "orders  failed  orders-service: orders ended with exit code 3 before it was healthy.\n" in ran.err
    assert ran.err.splitlines()[-1].startswith("Still running is ")
    assert (containers(deployed), ask(f"{address}/health")) == (before, '200 {"status":"healthy"}')


def test_rows_16_d7_compose(deployed: Repository) -> None:
    """`make up` brings up a module with its databases, all of them healthy, and what is there already stays."""
    port = free_port()
    variables = {"COMPOSE_PROJECT_NAME": f"pantstack{os.getpid()}", "PYTHON_IMAGE": BASE}
    compose = deployed.read("compose.yaml").replace("127.0.0.1:8001:", f"127.0.0.1:{port}:")
    command = ("docker", "compose") if deployed.run("docker", "compose", "version").code == 0 else ("docker-compose",)
    with databases() as image, deployed.planted({"compose.yaml": compose}):
        variables |= {"POSTGRES_IMAGE": image, "REDIS_IMAGE": image}
        try:
            deployed.run("make", "-s", "up", "M=orders", env=variables).ok()
            before = _services(variables)
            until(lambda: all(" (healthy)" in each for each in _services(variables)), "all are healthy")
            deployed.run(*command, "up", "-d", "orders", env=variables).ok()
            after = _services(variables)
            answer = ask(f"http://127.0.0.1:{port}/health")
        finally:
            deployed.run(*command, "down", "--volumes", "--rmi=local", env=variables)

    assert [each.split()[0] for each in before] == ["orders", "orders-postgres", "orders-redis"]
    assert [each.split()[1] for each in after] == [each.split()[1] for each in before]
    assert answer == '200 {"status":"healthy"}'


def _services(variables: dict[str, str]) -> list[str]:
    """The service, the identifier and the state of each container of a project."""
    project = f"--filter=label=com.docker.compose.project={variables['COMPOSE_PROJECT_NAME']}"
    columns = '--format={{.Label "com.docker.compose.service"}} {{.ID}} {{.Status}}'
    return sorted(docker("ps", project, columns).splitlines())


def test_no_daemon(deployed: Repository) -> None:
    """Where no daemon answers, images are reported in two lines; packaging the rest goes on without them."""
    away = {"DOCKER_HOST": "unix:///nonexistent/docker.sock"}

    ran = deployed.pants("deploy", "modules/orders", "--env=local", env=away)
    rest = deployed.pants("package", "modules/orders::", env=away).ok()

    output = [line for line in ran.err.splitlines() if "[INFO]" not in line]
    assert (ran.code, ran.out, len(output)) == (2, "", 2), ran.text
    assert output[0].startswith("pants deploy: modules/orders:docker: cannot be built: ")
    assert "/nonexistent/docker.sock" in output[0]
    assert output[1] == "Start Docker, or choose an environment whose services run from PEX files."
    note = 'pants: images (targets with the tag "image") are left out; name one, or add --tag=image for them alone.'
    assert rest.err.splitlines()[0] == note


def test_a_build_that_fails(deployed: Repository) -> None:
    """An image that cannot be built is reported in two lines, without a traceback, and nothing is deployed."""
    nowhere = {"PANTS_DOCKER_BUILD_ARGS": '["PYTHON_IMAGE=127.0.0.1:1/python:none"]'}

    ran = deployed.pants("deploy", "modules/orders", "--env=local", env=nowhere)

    output = [line for line in ran.err.splitlines() if "[INFO]" not in line]
    assert (ran.code, ran.out, len(output)) == (2, "", 2), ran.text
    assert output[0].startswith("pants deploy: modules/orders:docker: cannot be built: ")
    assert "127.0.0.1:1" in output[0]
    assert output[1] == "See the whole output: ./pants package modules/orders:docker"
