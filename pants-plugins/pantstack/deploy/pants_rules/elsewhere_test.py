"""The goal `deploy` where processes run on other machines; the one of this test cannot be reached."""

from __future__ import annotations

from pathlib import Path

import pytest
from pants.core.util_rules.environments import RemoteEnvironmentTarget
from pants.testutil.rule_runner import RuleRunner

from pantstack.deploy.pants_rules.testing import FILES, Ran, deploy, make_runner

# Nothing may listen on port 1.
_REMOTE = {
    "PANTS_REMOTE_EXECUTION": "true",
    "PANTS_REMOTE_EXECUTION_ADDRESS": "grpc://127.0.0.1:1",
    "PANTS_REMOTE_STORE_ADDRESS": "grpc://127.0.0.1:1",
}
_NAMED = {"PANTS_ENVIRONMENTS_PREVIEW_NAMES": "{'workers': '//:workers'}"}
_DIGEST = f"sha256:0123456789ab{52 * '0'}"


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository whose module is deployed as an image, and an environment of other machines."""
    options = tuple(f"--{name[len('PANTS_') :].lower().replace('_', '-')}={value}" for name, value in _REMOTE.items())
    runner = make_runner(targets_too=(RemoteEnvironmentTarget,), bootstrap=options)
    image = FILES["modules/orders/BUILD"].replace("[':api']", "[':api', ':docker']")
    workers = f"{FILES['BUILD']}remote_environment(name='workers')\n"
    runner.write_files({"BUILD": workers, "modules/orders/BUILD": image})
    return runner


def _docker(folder: Path) -> dict[str, str]:
    """A command line of Docker that knows one image, on PATH."""
    folder.mkdir()
    program = folder / "docker"
    program.write_text(f'#!/bin/sh\n[ "$1" = version ] || echo "{_DIGEST}"\n', encoding="utf-8")
    program.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def test_everything_elsewhere(runner: RuleRunner) -> None:
    """A deploy refuses to run where every process is sent to other machines."""
    assert deploy(runner, "--env=pictured", "modules/orders", variables=_REMOTE) == Ran(
        2,
        (
            "pants deploy: `remote_execution` is on for every process, but Docker and what a deploy starts are on this"
            " machine.\nName in [environments-preview.names] what may run elsewhere; everything else then stays here.\n"
        ),
        None,
    )


def test_some_elsewhere(runner: RuleRunner, tmp_path: Path) -> None:
    """Where other machines are an environment with a name, a deploy's own processes run on this one."""
    ran = deploy(
        runner, "--env=pictured", "modules/orders", variables={**_REMOTE, **_NAMED, **_docker(tmp_path / "bin")}
    )

    assert (ran.code, ran.out) == (0, f"orders  packaged docker  {_DIGEST[:19]}\n")
    assert ran.plan is not None
    (module,) = ran.plan["request"]["modules"]
    assert [each["digest"] for each in module["artifacts"]] == [_DIGEST]
