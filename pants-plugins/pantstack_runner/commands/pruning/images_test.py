"""Which tags of images go."""

from __future__ import annotations

import pytest

from pantstack_runner.commands.pruning import images

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
    ("candidates", "used", "found"),
    [
        ({OLD}, set(), (f"127.0.0.1:5000/test/orders:{'a' * 16}",)),
        ({OLD, NEW}, {f"sha256:{OLD}"}, (f"127.0.0.1:5000/test/orders:{'b' * 16}",)),
        ({"d" * 64}, set(), ()),
    ],
    ids=["not needed", "used by a container", "another repository's"],
)
def test_chosen(candidates: set[str], used: set[str], found: tuple[str, ...]) -> None:
    """Only tags that this repository pushed to its own registries go, and none that a container uses."""
    assert images.choose_tags(KNOWN, frozenset(candidates), ["127.0.0.1:5000/test"], used) == found


def test_nothing_is_asked_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no image can go nobody asks for Docker; where one could and there is no Docker, that is told."""
    monkeypatch.setenv("PATH", "/nonexistent")

    assert images.removable_tags(frozenset(), ["x"]) == ((), "")
    assert images.removable_tags(frozenset({OLD}), []) == ((), "")
    assert images.removable_tags(frozenset({OLD}), ["x"]) == (
        (),
        "Cannot start docker: No such file or directory.",
    )
