"""The goal `deploy` inside Pants, with packages and a runner of the test's own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from pathlib import Path
from typing import Any, Optional

import pytest
from pants.testutil.rule_runner import RuleRunner

from pantstack.deploy.contract.model import Artifact, Environment, Module
from pantstack.deploy.contract.requests import Context, UpRequest, dump
from pantstack.deploy.pants_rules.testing import FILES, Ran, TextField, deploy, make_runner


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with two modules, a library and two environments."""
    return make_runner()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["modules/orders"],
            "pants deploy: --env is missing; the environments are: local, pictured, prod.\nChoose one, for instance --env=local.\n",
        ),
        (
            ["--env=nope", "modules/orders"],
            (
                'pants deploy: Unknown environment "nope"; the environments are: local, pictured, prod.\n'
                "Choose one of them, or declare it with deploy_environment(...) in BUILD at the root.\n"
            ),
        ),
        (
            ["--env=local"],
            "pants deploy: No module is selected.\nSelect one, for instance: ./pants deploy modules/orders --env=local\n",
        ),
        (
            ["--env=local", "stack/libs/common"],
            (
                "pants deploy: stack/libs/common/BUILD: common cannot be deployed, it declares no `infrastructure`.\n"
                'Add `infrastructure="infrastructure"` and the program there, or select other modules.\n'
            ),
        ),
        (
            ["--env=prod", "modules/orders"],
            (
                'pants deploy: Environment "prod" cannot be reached without AWS credentials'
                " and a place for Pulumi's state.\nSet AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY;"
                " set PULUMI_BACKEND_URL, or `backend_url` in BUILD.\n"
            ),
        ),
        (
            ["--prune", "modules/orders"],
            "pants deploy: --prune is for the whole repository.\nSelect no modules with it.\n",
        ),
    ],
    ids=["no environment", "unknown environment", "no module", "a library", "no credentials", "a prune of one"],
)
def test_refused(runner: RuleRunner, args: list[str], message: str) -> None:
    """Wrong usage ends with exit code 2 and words, before anything is packaged."""
    assert deploy(runner, *args) == Ran(2, message, None)
    assert not Path(runner.build_root, ".pantstack").exists()


def test_unclaimed_deployable(runner: RuleRunner) -> None:
    """A deployable that no artifact kind claims is refused at the BUILD file that lists it."""
    text = FILES["modules/orders/BUILD"].replace("':api'", "':zip'")
    runner.write_files({"modules/orders/BUILD": text})

    assert deploy(runner, "--env=local", "modules/orders") == Ran(
        2,
        "pants deploy: modules/orders/BUILD: `deployables` lists modules/orders:zip, a target of type `archive`,"
        " which no artifact kind accepts.\nList only targets of these types: docker_image, pex_binary.\n",
        None,
    )


def test_mistake_in_a_declaration(runner: RuleRunner) -> None:
    """A mistake in any declaration stops a deploy."""
    text = FILES["modules/shipping/BUILD"].replace("modules/orders", "modules/order")
    runner.write_files({"modules/shipping/BUILD": text})

    assert deploy(runner, "--env=local", "modules/orders") == Ran(
        2,
        "pants deploy: The declarations have errors, so nothing was deployed.\nFix them and run again:\n"
        "modules/shipping/BUILD:1 Unknown module `modules/order` in depends_on.\nDid you mean `modules/orders`?\n",
        None,
    )


def _artifact(sha256: str) -> Artifact:
    return Artifact("pex", "api", f".pantstack/artifacts/{sha256}/api.pex", f"sha256:{sha256}")


def _plan(root: str, environment: Environment, *modules: Module) -> dict[str, Any]:
    return dict(json.loads(dump(Context(root, environment), UpRequest(modules))))


def _fingerprint(ran: Ran, name: str) -> str:
    """What the plan says of a module's infrastructure."""
    assert ran.plan is not None
    (found,) = (str(each["fingerprint"]) for each in ran.plan["request"]["modules"] if each["name"] == name)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", found)
    return found


def test_up(runner: RuleRunner) -> None:
    """Modules are packaged once, planned in order, and handed to the runner, whose exit code is ours."""
    runner.write_files({"code": "1"})
    content = str(TextField.default).encode()
    sha256 = hashlib.sha256(content).hexdigest()

    ran = deploy(runner, "--env=local", "modules/shipping", "modules/orders")

    artifacts = (_artifact(sha256),)
    assert ran == Ran(
        1,
        f"orders  packaged api  sha256:{sha256[:12]}\nshipping  packaged api  sha256:{sha256[:12]}\n",
        _plan(
            runner.build_root,
            Environment("local"),
            Module(
                "orders",
                "modules/orders",
                "modules/orders/infrastructure",
                (),
                artifacts,
                _fingerprint(ran, "orders"),
            ),
            Module(
                "shipping",
                "modules/shipping",
                "modules/shipping/infrastructure",
                ("orders",),
                artifacts,
                _fingerprint(ran, "shipping"),
                ("orders",),
            ),
        ),
    )
    kept = Path(runner.build_root, ".pantstack", "artifacts", sha256, "api.pex")
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o111


def test_modules_inside_a_module(runner: RuleRunner) -> None:
    """They go along with the module around them, whatever declarations say that deploys have no use for."""
    runner.write_files(
        {
            "modules/orders/BUILD": FILES["modules/orders/BUILD"].replace("['stack/libs/common']", "['*']")
            + "pantstack_module(name='rates', file='rates.py', description='Rates', utility=True)\n",
            "modules/orders/rates.py": "",
            "modules/orders/parts/BUILD": "pantstack_module(description='Parts', cannot_depend_on=['modules/orders'])\n",
            "modules/orders/parts/core.py": "",
        }
    )
    whole, alone = (deploy(runner, "--env=local", spec) for spec in ("modules/orders::", "modules/orders"))

    assert (whole.code, whole.out) == (alone.code, alone.out)
    assert (alone.code, [line.split()[0] for line in alone.out.splitlines()]) == (0, ["orders"])
    assert deploy(runner, "--env=local", "modules/orders:rates") == Ran(
        2,
        "pants deploy: modules/orders/BUILD: rates.py cannot be deployed, it declares no `infrastructure`.\n"
        'Add `infrastructure="infrastructure"` and the program there, or select other modules.\n',
        None,
    )


def test_cut_short(runner: RuleRunner) -> None:
    """An artifact that was cut short is written again, a whole one is let be."""
    sha256 = hashlib.sha256(str(TextField.default).encode()).hexdigest()
    assert deploy(runner, "--env=local", "modules/orders").code == 0
    kept = Path(runner.build_root, ".pantstack", "artifacts", sha256, "api.pex")
    whole = kept.stat().st_mtime_ns

    assert deploy(runner, "--env=local", "modules/orders").code == 0
    assert kept.stat().st_mtime_ns == whole
    kept.write_bytes(b"half")
    assert deploy(runner, "--env=local", "modules/orders").code == 0
    assert kept.read_bytes() == str(TextField.default).encode()


def test_destroy(runner: RuleRunner) -> None:
    """Taking down packages nothing and goes in reverse order."""
    ran = deploy(runner, "--env=local", "--destroy", "--yes", "modules::")

    assert (ran.code, ran.out) == (0, "")
    assert ran.plan is not None
    assert (ran.plan["request"]["action"], ran.plan["request"]["confirmed"]) == ("destroy", True)
    assert [(each["name"], each["artifacts"]) for each in ran.plan["request"]["modules"]] == [
        ("shipping", []),
        ("orders", []),
    ]


def test_prod(runner: RuleRunner) -> None:
    """With credentials the environment's own settings reach the plan."""
    user = {"AWS_PROFILE": "mine", "PULUMI_BACKEND_URL": "s3://state"}

    ran = deploy(runner, "--env=prod", "--preview", "modules/orders", variables=user)

    assert ran.plan is not None
    assert (ran.code, ran.plan["request"]["action"]) == (0, "preview")
    prod = Environment("prod", "aws", region="us-east-1", requires_confirmation=True, runs="docker")
    assert ran.plan["context"]["environment"] == json.loads(json.dumps(dataclasses.asdict(prod)))


IDENTIFIER = f"0123456789ab{'c' * 52}"


def _both(runner: RuleRunner) -> None:
    text = FILES["modules/orders/BUILD"].replace("[':api']", "[':api', ':docker']")
    runner.write_files({"modules/orders/BUILD": text})


def _docker(folder: Path, text: str) -> dict[str, str]:
    """The environment variables under which Docker's command line is a script."""
    folder.mkdir()
    program = folder / "docker"
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def test_image(runner: RuleRunner, tmp_path: Path) -> None:
    """Where services run from images, the image alone is planned, and a module that has none keeps its PEX."""
    _both(runner)
    docker = _docker(tmp_path / "bin", f'[ "$1" = version ] || echo "$*" | sed "s/.*0123456789ab/sha256:{IDENTIFIER}/"')

    ran = deploy(runner, "--env=pictured", "modules/orders", "modules/shipping", variables=docker)

    assert ran.plan is not None
    assert [each["artifacts"] for each in ran.plan["request"]["modules"]] == [
        [
            {
                "kind": "docker",
                "name": "docker",
                "path": f".pantstack/artifacts/{IDENTIFIER}/docker.docker-info.json",
                "digest": f"sha256:{IDENTIFIER}",
            }
        ],
        [dataclasses.asdict(_artifact(hashlib.sha256(str(TextField.default).encode()).hexdigest()))],
    ]
    assert (ran.plan["context"]["environment"]["registry"], ran.plan["context"]["environment"]["runs"]) == (
        "127.0.0.1:5000/x",
        "docker",
    )
    kept = Path(runner.build_root, ".pantstack", "artifacts", IDENTIFIER, "docker.docker-info.json")
    assert kept.read_text(encoding="utf-8") == "image 0123456789ab"


def test_no_image_is_built_for_nothing(runner: RuleRunner, tmp_path: Path) -> None:
    """Where services run from PEX files, nobody asks for Docker."""
    _both(runner)

    ran = deploy(runner, "--env=local", "modules/orders", variables={"PATH": str(tmp_path)})

    assert ran.plan is not None
    assert [each["kind"] for each in ran.plan["request"]["modules"][0]["artifacts"]] == ["pex"]


@pytest.mark.parametrize(
    ("docker", "message"),
    [
        (
            None,
            (
                "cannot be built, there is no `docker` on PATH.\n"
                "Install Docker, or choose an environment whose services run from PEX files.\n"
            ),
        ),
        (
            "echo 'Cannot connect to the Docker daemon' >&2; exit 1",
            (
                "cannot be built: Cannot connect to the Docker daemon.\n"
                "Start Docker, or choose an environment whose services run from PEX files.\n"
            ),
        ),
        (
            "[ $1 = version ] && exit; echo 'No such image: x' >&2; exit 1",
            "the image was built, but is gone: No such image: x.\nDeploy again.\n",
        ),
    ],
    ids=["no Docker", "no daemon", "removed meanwhile"],
)
def test_no_image(runner: RuleRunner, tmp_path: Path, docker: Optional[str], message: str) -> None:
    """Where no image can be had, two lines say why."""
    _both(runner)
    variables = _docker(tmp_path / "bin", docker) if docker else {"PATH": str(tmp_path)}

    ran = deploy(runner, "--env=pictured", "modules/orders", variables=variables)

    assert ran == Ran(2, f"pants deploy: modules/orders:docker: {message}", None)


def test_prune(runner: RuleRunner) -> None:
    """A prune needs neither modules nor an environment nor credentials, and its request names the runner at hand."""
    ran, one = deploy(runner, "--prune", "--keep=3"), deploy(runner, "--prune", "--preview", "--env=prod")

    assert ran.plan is not None
    assert one.plan is not None
    requests = ran.plan["request"], one.plan["request"]
    path = requests[0]["runner"]
    assert re.fullmatch(r"\.pantstack/runner/[0-9a-f]{64}/runner\.pex", path)
    assert Path(runner.build_root, path).is_file()
    fields = ("action", "keep", "preview", "selected", "runner")
    assert [tuple(request[field] for field in fields) for request in requests] == [
        ("prune", 3, False, ["local", "pictured", "prod"], path),
        ("prune", 10, True, ["prod"], path),
    ]
    for request in requests:
        assert [each["name"] for each in request["environments"]] == ["local", "pictured", "prod"]
        assert [each["name"] for each in request["modules"]] == ["orders", "shipping"]
        assert [each["artifacts"] for each in request["modules"]] == [[], []]


@pytest.mark.parametrize("code", ["-9", "-11", "137"])
def test_a_killed_runner(runner: RuleRunner, code: str) -> None:
    """A runner that did not end by itself is reported, with what to do; that is a failure, and no strange exit code."""
    runner.write_files({"code": code})

    ran = deploy(runner, "--env=local", "modules/orders")

    assert ran.code == 1
    assert ran.out.splitlines()[-2:] == [
        "pants deploy: the runner was killed, so what it did may be half done.",
        "Run the same again: it cleans up what an interrupted one left.",
    ]
