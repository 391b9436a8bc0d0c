"""The libraries of records and caches with a real PostgreSQL and a real Redis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import ROOT
from servers import postgresql, redis
from service_environment import run_tests

FILES = [
    "stack/libs/database/postgresql_test.py",
    "stack/libs/database/postgresql_migrations_test.py",
    "stack/libs/caching/redis_test.py",
]
NAMES = [
    f"{file}::{name}"
    for file in FILES
    for name in re.findall(r"^(?:async )?def (test_\w+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.fixture(scope="module", name="results")
def _results(service_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What became of each test of the libraries that needs a server."""
    with postgresql() as database, redis() as cache:
        variables = {
            "TEST_POSTGRESQL_URL": database.url,
            "TEST_POSTGRESQL_CERTIFICATE": str(database.certificate),
            "TEST_REDIS_URL": cache.url,
        }
        yield run_tests(service_python, FILES, tmp_path_factory.mktemp("results"), env=variables)


@pytest.mark.parametrize("name", NAMES)
def test_with_real_servers(name: str, results: dict[str, str]) -> None:
    """What the libraries promise of records and caches holds with real servers; each test there says what."""
    assert results[name] == "passed"
