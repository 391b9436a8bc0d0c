"""Images in registries, with a stand-in for Docker's command line; `tests/docker_test.py` has the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pantstack.deploy.artifact_kinds.docker import registry
from pantstack.deploy.artifact_kinds.docker.testing import IDENTIFIER, PINNED, TAG, install_docker
from pantstack.deploy.artifact_kinds.runtimes import Delivery, DeliveryError, runtime

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(name="docker")
def _docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with Docker's command line, whose daemon has the image, beside an empty registry."""
    return install_docker(tmp_path, monkeypatch)


def _deliver(name: str | None, *others: str, preview: bool = False) -> tuple[str, list[str]]:
    """The name under which the image runs, and the notes for the user."""
    notes: list[str] = []

    def note(message: str, **_details: Any) -> None:  # noqa: ANN401 - of an event
        notes.append(message)

    delivery = Delivery("orders", "docker", IDENTIFIER, name, others, preview, note)
    return runtime("docker").deliver(delivery), notes


def _error(name: str | None, *others: str) -> tuple[str, str, int]:
    with pytest.raises(DeliveryError) as caught:
        _deliver(name, *others)
    return caught.value.message, caught.value.help, caught.value.exit_code


def test_without_a_registry(docker: Path) -> None:
    """The daemon's own identifier is the image's name."""
    assert _deliver(None) == (IDENTIFIER, [])
    assert _deliver(None, preview=True) == (IDENTIFIER, [])
    assert (docker / "commands").read_text(encoding="utf-8") == f"image inspect {IDENTIFIER}\n"


def test_pushed_once(docker: Path) -> None:
    """A preview pushes nothing and has no name; a deploy pushes; the next one finds it there."""
    pinned = f"r/orders@{PINNED}"
    assert _deliver("r", preview=True) == ("", [])

    assert _deliver("r") == (pinned, ["push docker"])
    assert f"image tag {IDENTIFIER} r/orders:{TAG}" in (docker / "commands").read_text(encoding="utf-8")

    (docker / "registry").write_text(f"{pinned}\n", encoding="utf-8")
    assert _deliver("r", preview=True) == (pinned, [])
    assert _deliver("r") == (pinned, [])

    # A registry that lost what it had gets it again.
    (docker / "registry").write_text("", encoding="utf-8")
    assert _deliver("r") == (pinned, ["push docker"])


def test_no_registry(docker: Path) -> None:
    """A registry that does not answer is reported."""
    (docker / "registry").unlink()

    assert _error("r:5/x") == (
        "docker of orders cannot be pushed to r:5/x/orders: Get http://r/v2/: connection refused.",
        "Check the registry and log in to it (docker login r:5), then deploy again.",
        1,
    )


def test_logging_in_to_ecr(docker: Path) -> None:
    """For ECR the message has the whole command."""
    (docker / "registry").unlink()
    host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    assert _error(f"{host}/prod") == (
        f"docker of orders cannot be pushed to {host}/prod/orders: Get http://r/v2/: connection refused.",
        (
            "Check the registry and log in to it (aws ecr get-login-password --region eu-west-1"
            f" | docker login --username AWS --password-stdin {host}), then deploy again."
        ),
        1,
    )


def test_from_another_registry(docker: Path) -> None:
    """An image that this machine does not have comes from a registry that once got it."""
    (docker / "daemon").unlink()
    (docker / "registry").write_text(f"first/orders:{TAG}\n", encoding="utf-8")

    assert _deliver("second", "second", "first") == (f"second/orders@{PINNED}", ["pull docker", "push docker"])


@pytest.mark.parametrize(
    ("holds", "others", "reason"),
    [
        ("", (), "no registry has it."),
        ("", ("r",), f"manifest for r/orders:{TAG} not found."),
        (f"r/orders:{TAG}\n", ("r",), f"r/orders:{TAG} is another image."),
    ],
)
def test_gone(docker: Path, holds: str, others: tuple[str, ...], reason: str) -> None:
    """An image that nobody has any more is reported, and another one of its tag never taken for it."""
    (docker / "daemon").unlink()
    (docker / "registry").write_text(holds, encoding="utf-8")
    (docker / "registry-holds").write_text(f"sha256:{'b' * 64}\n", encoding="utf-8")

    assert _error(None, *others) == (
        f"docker of orders, image aaaaaaaaaaaa, is gone from Docker's daemon: {reason}",
        "Deploy from the commit that it was built from; that builds it again.",
        1,
    )


def test_no_docker(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Docker two lines say what to do."""
    monkeypatch.setenv("PATH", str(docker / "nothing"))

    assert _error(None) == (
        "Cannot start docker: No such file or directory.",
        "Install Docker, or choose an environment whose services run from PEX files.",
        2,
    )


OLD, NEW, OTHER = "a" * 64, "b" * 64, "c" * 64
KNOWN = f"""\
sha256:{OLD} 127.0.0.1:5000/test/orders {"a" * 16}
sha256:{OLD} 127.0.0.1:5000/test/orders latest
sha256:{OLD} 127.0.0.1:5000/other/orders {"a" * 16}
sha256:{OLD} orders {"a" * 16}
sha256:{OLD} <none> <none>
sha256:{NEW} 127.0.0.1:5000/test/orders {"b" * 16}
sha256:{OTHER} 127.0.0.1:5000/test/theirs {"c" * 16}
sha256:{OTHER} 127.0.0.1:5000/test/theirs {"a" * 16}
"""


@pytest.mark.parametrize(
    ("digests", "used", "tags"),
    [
        ({OLD}, set(), (f"127.0.0.1:5000/test/orders:{'a' * 16}",)),
        ({OLD, NEW}, {f"sha256:{OLD}"}, (f"127.0.0.1:5000/test/orders:{'b' * 16}",)),
        ({"d" * 64}, set(), ()),
    ],
    ids=["not needed", "used by a container", "another repository's"],
)
def test_tags_to_remove(digests: set[str], used: set[str], tags: tuple[str, ...]) -> None:
    """Only tags that this repository pushed to its own registries go, and none that a container uses."""
    assert registry.choose_tags(KNOWN, frozenset(digests), ["127.0.0.1:5000/test"], used) == tags


def test_no_command_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no image can be removed Docker is not run; where one could and there is no Docker, that is reported."""
    monkeypatch.setenv("PATH", "/nonexistent")

    assert runtime("docker").unused(frozenset(), ["x"]) == ((), "")
    assert runtime("docker").unused(frozenset({OLD}), []) == ((), "")
    assert runtime("docker").unused(frozenset({OLD}), ["x"]) == (
        (),
        "Cannot start docker: No such file or directory.",
    )
