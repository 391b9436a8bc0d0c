"""Rows of the application: its routes, and how it is put together."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic_settings import BaseSettings

from modules.refunds.backend.api.main import app
from modules.refunds.backend.api.routes.refunds import get_service
from modules.refunds.backend.schemas.models import CreateItemRequest, Item
from modules.refunds.backend.service.refunds_service import RefundsService
from stack.libs import caching, common, database, observability, security, web

REFUNDS = "/api/v1/refunds"
ROOT = Path.cwd()
MODULE = ROOT / "modules/refunds"
MakeClient = Callable[..., TestClient]

# Never started, as the guide's tests have it.
client = TestClient(app)


def sources() -> list[ast.Module]:
    """The files of the module's backend except its tests."""
    files = [path for path in (MODULE / "backend").rglob("*.py") if "tests" not in path.parts]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in files]


def imported() -> set[str]:
    """What these files import, as `module.name`; relative imports begin with a dot."""
    found = set()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                found |= {f"{'.' * node.level}{node.module or ''}.{each.name}" for each in node.names}
            elif isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
    return found


def test_row_57_title() -> None:
    """The document has the title of the service and its version."""
    assert client.get("/openapi.json").json()["info"] == {"title": "Refunds Service", "version": "1.0.0"}


def test_row_58_documentation() -> None:
    """The interactive documentation is at /api/docs, and nowhere else."""
    paths = ("/api/docs", "/docs", "/redoc")

    assert [client.get(path).status_code for path in paths] == [200, 404, 404]


def test_rows_59_c1_health() -> None:
    """Health answers at once, by both of its names; the older one is not in the document."""
    answers = [client.get(path, follow_redirects=False) for path in ("/health", "/healthz")]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"status": "healthy"})] * 2
    assert "/healthz" not in client.get("/openapi.json").json()["paths"]


def test_row_60_paths() -> None:
    """What the service is for is below a path with a version."""
    document = client.get("/openapi.json").json()

    paths = [path for path in document["paths"] if not path.startswith("/health")]
    assert sorted(paths) == [REFUNDS, f"{REFUNDS}/{{item_id}}"]
    assert {tag for path in paths for each in document["paths"][path].values() for tag in each["tags"]} == {"refunds"}


def test_row_61_what_requests_share(
    make_client: MakeClient, database_url: str, redis_url: str, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    """Connections are open while the application runs, and closed with it."""
    import redis  # noqa: PLC0415 - as the fixtures

    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with (
        redis.Redis.from_url(redis_url) as server,
        make_client(database_url=database_url, redis_url=redis_url, migrate_at_start=True) as started,
    ):
        started.post(REFUNDS, json={"title": "first"}).raise_for_status()
        opened = (sql(database_url, count)[0][0], len(server.client_list()) - 1)
    # A backend of PostgreSQL ends a moment after its connection.
    assert min(opened) > 0
    with redis.Redis.from_url(redis_url) as server:
        assert len(server.client_list()) == 1
    for _ in range(500):
        if sql(database_url, count)[0][0] == 0:
            break
    assert sql(database_url, count) == [(0,)]


def test_row_62_a_new_item() -> None:
    """What is created has an identifier and what was given."""
    created = [client.post(REFUNDS, json={"title": title}).json() for title in ("first", "second")]

    assert [item | {"id": ""} for item in created] == [{"id": "", "title": title} for title in ("first", "second")]
    assert len({item["id"] for item in created}) == 2
    # In the order of their making.
    assert sorted(created, key=lambda item: item["id"]) == created


def test_row_63_kept_in_memory() -> None:
    """Without a database items are kept in memory."""
    created = client.post(REFUNDS, json={"title": "first"}).json()

    assert client.get(f"{REFUNDS}/{created['id']}").json() == created


def test_row_63_kept_in_postgresql(make_client: MakeClient, database_url: str) -> None:
    """With a database items outlive the application."""
    settings = {"database_url": database_url, "migrate_at_start": True}
    with make_client(**settings) as first:
        created = first.post(REFUNDS, json={"title": "first"}).json()
    with make_client(**settings) as second:
        assert second.get(f"{REFUNDS}/{created['id']}").json() == created


@pytest.mark.asyncio
async def test_row_64_an_unknown_item() -> None:
    """The service returns nothing for an id that is not there."""
    assert await RefundsService().get_item("unknown") is None


def test_row_65_one_service_for_all_requests() -> None:
    """A test can put another service in its place; without that all requests have the same one."""
    other = RefundsService()
    app.dependency_overrides[get_service] = lambda: other
    try:
        created = client.post(REFUNDS, json={"title": "elsewhere"}).json()
        found = client.get(f"{REFUNDS}/{created['id']}").status_code
    finally:
        app.dependency_overrides.clear()

    assert (found, client.get(f"{REFUNDS}/{created['id']}").status_code) == (200, 404)


def test_rows_66_c15_create() -> None:
    """Creating answers 200 with the item, without a redirect."""
    response = client.post(REFUNDS, json={"title": "first"}, follow_redirects=False)

    assert response.status_code == 200
    assert Item.model_validate(response.json()).title == "first"


def test_row_67_get() -> None:
    """An item is found by its id."""
    created = client.post(REFUNDS, json={"title": "first"}).json()
    response = client.get(f"{REFUNDS}/{created['id']}")

    assert (response.status_code, response.json()) == (200, created)


def test_row_68_not_found() -> None:
    """An unknown item is a 404 that says so."""
    response = client.get(f"{REFUNDS}/unknown")

    assert (response.status_code, response.json()["detail"]) == (404, "Item not found")


START = """
import asyncio
from {package}.api.main import app
from fastapi.testclient import TestClient
from modules.refunds.backend.public import RefundsClient, CreateItemRequest

client = TestClient(app)
item = asyncio.run(RefundsClient().create_item(CreateItemRequest(title="first")))
print(client.get("/api/v1/refunds/" + item.id).json()["title"])
"""


@pytest.mark.parametrize(("package", "folder"), [("backend", MODULE), ("modules.refunds.backend", ROOT)])
def test_rows_69_c9_both_ways_to_start(package: str, folder: Path) -> None:
    """By either name the application imports, and the client of its facade finds it in the same process."""
    paths = {"PYTHONPATH": "." if folder == ROOT else f".:{ROOT}"}
    command = (sys.executable, "-c", START.format(package=package))
    ran = subprocess.run(command, cwd=folder, env=paths, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout.splitlines()[-1:]) == (0, ["first"]), ran.stderr


def test_row_69_imports_inside() -> None:
    """Nothing of the module imports itself by its absolute name, except what Alembic runs by its path."""
    own = {name for name in imported() if name.startswith(("modules.refunds", "backend"))}

    assert own <= {"modules.refunds.backend.storage.tables.metadata"}


def test_row_d1_lifespan() -> None:
    """No event handler is registered the old way."""
    calls = {
        node.func.attr
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    names = {
        each.arg
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for each in node.keywords
    }

    assert {"on_event", "add_event_handler"} & calls == set()
    assert "lifespan" in names


def test_rows_d2_d3_settings() -> None:
    """Settings are of pydantic-settings, configured by `model_config`."""
    from modules.refunds.backend.config import Settings  # noqa: PLC0415 - the class alone

    assert issubclass(Settings, BaseSettings)
    assert Settings.model_config["env_prefix"] == "REFUNDS_"
    assert [
        node.name
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == "Config"
    ] == []


def test_row_d4_annotations() -> None:
    """No annotation uses the old names of typing."""
    assert {
        name for name in imported() if name in {f"typing.{old}" for old in ("Dict", "List", "Optional", "Union")}
    } == set()


def test_rows_d5_d6_routes() -> None:
    """Dependencies are in the types of parameters, and what a route returns is its response model."""
    functions = [
        node
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    defaults = [
        ast.unparse(each) for node in functions for each in (*node.args.defaults, *node.args.kw_defaults) if each
    ]
    decorators = [ast.unparse(each) for node in functions for each in node.decorator_list]

    assert [text for text in defaults if text.startswith("Depends(")] == []
    assert [text for text in decorators if "response_model" in text] == []
    assert [text for text in decorators if text.startswith("router.")] != []


def test_row_d8_the_client_of_tests() -> None:
    """Starlette's test client finds the HTTP client that it wants."""
    command = (sys.executable, "-W", "error", "-c", "import starlette.testclient as t; print(t.httpx.__name__)")
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (0, "httpx2\n"), ran.stderr


def test_row_c10_libraries() -> None:
    """The shared libraries are there, each with what it offers."""
    libraries = (caching, common, database, observability, security, web)

    assert [library.__name__ for library in libraries if not library.__all__] == []


@pytest.mark.asyncio
async def test_row_62_the_service() -> None:
    """The service makes what was requested, and finds it."""
    service = RefundsService()
    item = await service.create_item(CreateItemRequest(title="first"))

    assert item.title == "first"
    assert await service.get_item(item.id) == item
