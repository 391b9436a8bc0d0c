"""The libraries of records and caches with a real PostgreSQL and a real Redis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import ROOT
from servers import postgresql
from service_environment import run_pytest

ON_POSTGRESQL = ["stack/libs/database/postgresql_test.py"]


def names(files: list[str]) -> list[str]:
    """Return the tests of files."""
    return [
        f"{file}::{name}"
        for file in files
        for name in re.findall(r"^(?:async )?def (test_\w+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]


@pytest.fixture(scope="module", name="variables")
def _variables() -> Iterator[dict[str, str]]:
    """What names a PostgreSQL to the tests of the library."""
    with postgresql() as server:
        yield {"TEST_POSTGRESQL_URL": server.url, "TEST_POSTGRESQL_CERTIFICATE": str(server.certificate)}


@pytest.mark.parametrize("name", names(ON_POSTGRESQL))
def test_postgresql(name: str, variables: dict[str, str], service_python: Path) -> None:
    """What the library promises of records holds with PostgreSQL; each test there says what."""
    ran = run_pytest(service_python, [name], env=variables).ok()

    assert re.search(r"^\d+ passed in ", ran.out, re.MULTILINE), ran.text
