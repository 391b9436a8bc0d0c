"""What a machine is described by."""

from __future__ import annotations

import dataclasses

from pantstack.cache_key.describe import Machine, describe

MACHINE = Machine(
    pants="2.17.1",
    pex=("v2.1.163", "38da"),
    system="linux_x86_64",
    namespace="",
    tools="/var/tmp/pantstack-interpreters/cpython3.9",  # noqa: S108  nothing is written there
    interpreters=(("/usr/bin/python3.11", "beef"),),
    search_path=("/usr/local/bin", "/usr/bin"),
    path=("/usr/bin",),
    variables={"LDFLAGS": "", "LC_ALL": "C.UTF-8"},
)


def test_describe() -> None:
    """Each thing has a line, variables in the order of their names, and what is empty a dash."""
    *lines, key = describe(MACHINE).splitlines()

    assert lines == [
        "Pants             2.17.1",
        "PEX               v2.1.163 38da",
        "system            linux_x86_64",
        "namespace         -",
        "tools run with    /var/tmp/pantstack-interpreters/cpython3.9",
        "modules run with  /usr/bin/python3.11 beef",
        "interpreters from /usr/local/bin",
        "interpreters from /usr/bin",
        "PATH              /usr/bin",
        "variable          LC_ALL=C.UTF-8",
        "variable          LDFLAGS=",
    ]
    assert key.startswith("key               ")


def test_the_key_follows() -> None:
    """Whatever differs makes another key."""
    other = dataclasses.replace(MACHINE, path=("/opt/bin", "/usr/bin"))

    assert describe(MACHINE).splitlines()[-1] != describe(other).splitlines()[-1]
