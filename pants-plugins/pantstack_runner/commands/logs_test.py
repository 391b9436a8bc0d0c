"""What the services wrote last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.commands import logs
from pantstack_runner.contract.requests import LogsRequest
from pantstack_runner.contract.testing import make_context, make_environment, make_module, write_file
from pantstack_runner.pulumi import stack_secrets


def _run(root: Path, **fields: Any) -> int:  # noqa: ANN401 - of a context
    request = LogsRequest(modules=(make_module("orders"),))
    return logs.run(root / "plan.json", make_context(root, **fields), request)


SHOWN = ".pantstack/logs/test/orders.log"


@pytest.mark.parametrize(
    ("content", "output"),
    [
        (None, f"orders  log  there is none: it was not started here yet ({SHOWN})\n"),
        (b"", f"orders  log  {SHOWN}, empty\n"),
        (b"one\n", f"orders  log  {SHOWN}, the last line\n  | one\n"),
        (b"a\xff\nb", f"orders  log  {SHOWN}, the last 2 lines\n  | a\N{REPLACEMENT CHARACTER}\n  | b\n"),
    ],
    ids=["none", "empty", "one", "no UTF-8"],
)
def test_show(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, output: str) -> None:
    """The lines stand below the file's name."""
    if content is not None:
        path = tmp_path / SHOWN
        path.parent.mkdir(parents=True)
        path.write_bytes(content)

    assert _run(tmp_path) == 0
    assert capsys.readouterr().out == output


def test_secrets(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret is taken out, however it is printed, of one line or several; from the environment or from the stack."""
    monkeypatch.setenv("ORDERS_TOKEN", "t\u00f6ken-of-orders")
    write_file(tmp_path / "stack/config/Pulumi.yaml", "config:\n  orders:token: {fromEnv: ORDERS_TOKEN}\n")
    monkeypatch.setattr(stack_secrets, "read_secrets", lambda *_: ["first line of it\nsecond line of it"])
    lines = (
        "t\u00f6ken-of-orders",
        str("t\u00f6ken-of-orders".encode()),
        "first line of it",
        "second line of it",
        "end",
    )
    write_file(tmp_path / SHOWN, "\n".join(lines))

    assert _run(tmp_path) == 0
    assert capsys.readouterr().out == (
        f"orders  log  {SHOWN}, the last 4 lines\n  | [secret]\n  | b'[secret]'\n  | [secret]\n  | end\n"
    )


def test_long(tmp_path: Path) -> None:
    """Of a long log the last hundred lines are read, and none of them is cut."""
    path = tmp_path / "log"
    path.write_text("".join(f"{number:05} {'x' * 90}\n" for number in range(20000)), encoding="utf-8")
    assert [line[:5] for line in logs.last(path)] == [f"{number:05}" for number in range(19900, 20000)]

    path.write_text("y" * (2 << 20) + "\nlast\n", encoding="utf-8")
    assert logs.last(path) == ["last"]


def test_elsewhere(tmp_path: Path) -> None:
    """Where logs are not on this machine, the message says where they are."""
    with pytest.raises(UserError) as caught:
        _run(tmp_path, environment=make_environment(platform="aws", region="us-east-1"))

    assert str(caught.value) == (
        'The logs of "test" are not on this machine.\n'
        "Look in CloudWatch, region us-east-1, in groups that end with the module's name."
    )


def test_a_module_that_never_was(tmp_path: Path) -> None:
    """A name without a log and without a record is no module, and two lines say what is near."""
    module = make_module("ordres")
    request = LogsRequest(modules=(module,), removed={"ordres": "Did you mean `modules/orders`?"})
    with pytest.raises(UserError) as caught:
        logs.run(tmp_path / "plan.json", make_context(tmp_path), request)

    assert str(caught.value) == (
        f"{module.path}: there is no such module, nor was there one in test.\nDid you mean `modules/orders`?"
    )
