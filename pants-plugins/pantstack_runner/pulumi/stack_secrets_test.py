"""The secrets of a stack, by a stand-in for Pulumi's command line; `tests/secrets_test.py` has the real one."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.contract.testing import make_module, write_file
from pantstack_runner.pulumi import stack_secrets
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pantstack_runner.contract.context import Context

MARK = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
ORDERS = make_module()
EXPORTED = {
    "resources": [{"env": {"A": {**MARK, "plaintext": '"first"'}}, "x": {**MARK, "plaintext": '["second", 1]'}}]
}
CONFIGURED = {
    "orders:plain": {"value": "plain", "secret": False},
    "orders:token": {"value": "third", "secret": True},
    "orders:all": {"value": "{}", "objectValue": {"a": ["fourth"]}, "secret": True},
}


@pytest.fixture(name="variables")
def _variables(tmp_path: Path, context: Context) -> Mapping[str, str]:
    """Variables by which a Pulumi is found that knows a stack."""
    pulumi = write_file(
        tmp_path / "bin/pulumi",
        f"#!/bin/sh\ncase $2 in stack) echo '{json.dumps(EXPORTED)}' ;; *) echo '{json.dumps(CONFIGURED)}' ;; esac\n",
    )
    pulumi.chmod(0o755)
    paths.work_folder(context, "orders").mkdir(parents=True)
    return {"PATH": f"{tmp_path}/bin{os.pathsep}/usr/bin{os.pathsep}/bin"}


def _state(context: Context, outputs: object) -> None:
    state = {"checkpoint": {"latest": {"resources": [{"outputs": {"x": outputs}}]}}}
    folder = paths.file_url_folder(paths.backend_url(context), context.root)
    write_file(folder / paths.state_files(context, "orders")[0], json.dumps(state))


def _configure(context: Context, value: object) -> None:
    file = paths.work_folder(context, "orders") / "Pulumi.test.yaml"
    write_file(file, json.dumps({"config": {"orders:token": value}}))


def test_all_of_a_stack(context: Context, variables: Mapping[str, str]) -> None:
    """What a state and a configuration hold encrypted is known, each value of a list by itself."""
    _state(context, MARK)
    _configure(context, {"secure": "v1:x"})

    assert stack_secrets.read_secrets(context, ORDERS, lambda: variables) == ["first", "second", "third", "fourth"]


def test_after_a_destroy(context: Context, variables: Mapping[str, str]) -> None:
    """A state without resources has no secrets any more; what the service was configured with is still known."""
    _state(context, "plain")
    _configure(context, {"secure": "v1:x"})

    assert stack_secrets.read_secrets(context, ORDERS, lambda: variables) == ["third", "fourth"]


def test_without_secrets(context: Context) -> None:
    """Pulumi is not even looked for where nothing is encrypted, nor where nothing was deployed."""

    def never() -> Mapping[str, str]:
        raise AssertionError

    assert stack_secrets.read_secrets(context, ORDERS, never) == []
    _state(context, "plain")
    _configure(context, "plain")
    assert stack_secrets.read_secrets(context, ORDERS, never) == []


def test_what_cannot_be_decrypted(context: Context, variables: Mapping[str, str], tmp_path: Path) -> None:
    """Without its secrets nothing is shown as if it had none."""
    write_file(tmp_path / "bin/pulumi", "#!/bin/sh\necho 'error: incorrect passphrase' >&2; exit 255\n")
    _configure(context, {"secure": "v1:x"})

    with pytest.raises(FailedError) as caught:
        stack_secrets.read_secrets(context, ORDERS, lambda: variables)

    assert str(caught.value) == (
        "the secrets of orders in test cannot be decrypted, so they cannot be taken out: incorrect passphrase.\n"
        "Restore its passphrase and its state, or read the log's file itself."
    )
