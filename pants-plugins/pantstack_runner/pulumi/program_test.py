"""A module's program, and how its mistakes are reported."""

from __future__ import annotations

import io
from pathlib import Path

import pulumi
import pytest

from pantstack_runner.console.console import TolerantLog
from pantstack_runner.console.redaction import Redactor
from pantstack_runner.pulumi import program


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\nnope()\n", "infra/__main__.py:2: NameError: name 'nope' is not defined"),
        ("def f(:\n", "infra/__main__.py:1: SyntaxError: invalid syntax (__main__.py, line 1)"),
        ("import sys\nsys.exit()\n", "infra/__main__.py:2: SystemExit"),
        ("import sys\nsys.exit(3)\n", "infra/__main__.py:2: SystemExit: 3"),
        ("raise KeyboardInterrupt\n", "infra/__main__.py:1: KeyboardInterrupt"),
        ("raise ValueError\n", "infra/__main__.py:1: ValueError"),
        ("import pulumi\nraise pulumi.RunError('set image')\n", "set image"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, message: str) -> None:
    """A mistake is reported by file and line of the repository; the traceback goes to the log."""
    path = tmp_path / "infra" / "__main__.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    log = io.StringIO()

    with pytest.raises(pulumi.RunError) as caught:
        program.inline(path, tmp_path, TolerantLog(log), Redactor(), {})()

    assert str(caught.value) == message
    assert ("Traceback" in log.getvalue()) == (message != "set image")


def test_no_secret_in_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Pulumi decrypted is taken out of errors, wherever in the configuration it stood; other values stay."""
    path = tmp_path / "__main__.py"
    path.write_text("import pulumi\nraise pulumi.RunError('one1 two2 plain')\n", encoding="utf-8")
    configured = {"a:one": {"secure": "v1:x"}, "a:more": {"list": [{"secure": "v1:y"}, "plain"]}, "a:plain": "plain"}
    real = {"a:one": "one1", "a:more": '{"list": ["two2", "plain"]}', "a:plain": "plain"}
    monkeypatch.setattr(pulumi.runtime, "get_config", real.get)

    with pytest.raises(pulumi.RunError) as caught:
        program.inline(path, tmp_path, TolerantLog(io.StringIO()), Redactor(), configured)()

    assert str(caught.value) == "[secret] [secret] plain"


def test_runs(tmp_path: Path) -> None:
    """A program runs as `__main__`."""
    path = tmp_path / "__main__.py"
    path.write_text(f"open({str(tmp_path / 'ran')!r}, 'w').write(__name__)\n", encoding="utf-8")

    program.inline(path, tmp_path, TolerantLog(io.StringIO()), Redactor(), {})()

    assert (tmp_path / "ran").read_text(encoding="utf-8") == "__main__"
