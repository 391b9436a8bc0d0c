"""The environment variables that Pulumi runs with."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack_runner.contract.testing import make_context
from pantstack_runner.pulumi import environment


def test_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pulumi finds our tools first, loads nothing, and learns the passphrase by file only."""
    monkeypatch.setenv("PANTSTACK_CACHE", str(tmp_path / "cache"))
    user = {
        "PATH": "/bin",
        "PEX_ROOT": "/p",
        "PULUMI_BACKEND_URL": "s3://mine",
        "PULUMI_CONFIG_PASSPHRASE": "old",
        "HOME": "/h",
    }

    variables = environment.variables(make_context(tmp_path), Path("/opt/pulumi/pulumi"), user)

    tools = tmp_path / "cache" / "pulumi" / "bin"
    assert variables["PATH"] == f"/opt/pulumi:{tools}:/bin"
    assert variables["PYTHONPATH"].split(":")[0] == str(tmp_path)
    assert (tools / "pulumi-resource-pulumi-python").stat().st_mode & 0o777 == 0o755
    assert variables["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(tmp_path / ".pantstack" / "passphrase")
    assert (tmp_path / ".pantstack" / "passphrase").read_text(encoding="utf-8") not in variables.values()
    assert {"PEX_ROOT", "PULUMI_CONFIG_PASSPHRASE"} & set(variables) == set()
    assert variables["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/.pantstack/state/test"
    assert variables["PULUMI_SKIP_UPDATE_CHECK"] == "true"
    assert variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"


@pytest.mark.parametrize(
    ("user", "direct"),
    [
        ({}, {}),
        ({"no_proxy": "a.example"}, {}),
        ({"http_proxy": ""}, {}),
        ({"http_proxy": "http://p:1"}, {"no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}),
        (
            {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example"},
            {"no_proxy": "a.example,127.0.0.1,localhost", "NO_PROXY": "a.example,127.0.0.1,localhost"},
        ),
        ({"http_proxy": "http://p:1", "no_proxy": "*"}, {}),
    ],
)
def test_proxies(user: dict[str, str], direct: dict[str, str]) -> None:
    """Where there is a proxy, it is not used for what is on this machine."""
    assert environment.bypass_proxies(user) == direct
