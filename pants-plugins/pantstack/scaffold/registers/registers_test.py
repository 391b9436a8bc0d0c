"""Each register: modules are added, renamed and removed, and what others wrote stays byte for byte."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from pantstack.base.errors import UserError, UserErrors
from pantstack.base.locations import SourceLocation
from pantstack.scaffold import registers
from pantstack.scaffold.registers.entry import Entry
from pantstack.scaffold.template_toml import REGISTERS

ORDERS = Entry("orders", "modules/orders", "Takes orders", "@team-orders", 8001)
PURCHASES = replace(ORDERS, name="purchases", path="modules/purchases")
SHIPPING = Entry("shipping", "modules/shipping", "Ships | sends", "shipping@example.com, @a/b", 8002, ("orders", "x"))

COMPOSE = """\
# Ours.
x-image: &image
  image: mine

services:
  web:  # by hand
    <<: *image
    command: [orders, 'http://orders:1']
    environment: {LANG: C, ORDERS_BASE_URL: 'http://orders:8000'}
    depends_on: [orders]
  # The last one.
  text:
    label: |
      # no comment

# What is below.
volumes:
  kept: !reset {}
"""
OWNERS = """\
* @everybody
/docs/ @writers # they write

[Section]
/modules/ @others
"""
INDEX = """\
# Our modules

Hello.

| Module | what | owner | port |
|:--|---|---|---|
| [apples](../modules/apples) | | | |
| [zebra](../modules/zebra/README.md) | | | |

The end.
"""
MINE = {"docker-compose.yml": COMPOSE, "CODEOWNERS": OWNERS, "docs/modules.md": INDEX}


def add(texts: dict[str, str], *entries: Entry) -> dict[str, str]:
    """Add modules to all registers."""
    for entry in entries:
        texts = {**texts, **registers.edits(registers.NAMES, entry, texts)}
    return texts


def edited(texts: dict[str, str], edits: registers.Edits) -> dict[str, str]:
    """Return the files that are there after edits."""
    return {path: text for path, text in {**texts, **edits}.items() if text is not None}


def test_new_files() -> None:
    """Where there are no registers, one entry makes them, and all of its services are described."""
    new = add({}, ORDERS, SHIPPING)

    services = yaml.safe_load(new["compose.yaml"])["services"]
    assert sorted(new) == [".github/CODEOWNERS", "compose.yaml", "docs/modules.md"]
    assert new[".github/CODEOWNERS"] == (
        "/modules/orders/ @team-orders\n/modules/shipping/ shipping@example.com @a/b\n"
    )
    assert new["docs/modules.md"] == (
        "# Modules\n\n| module | what it is for | owner | port |\n|---|---|---|---|\n"
        "| [orders](../modules/orders) | Takes orders | @team-orders | 8001 |\n"
        "| [shipping](../modules/shipping) | Ships \\| sends | shipping@example.com, @a/b | 8002 |\n"
    )
    assert list(services) == [
        "orders",
        "orders-postgres",
        "orders-redis",
        "shipping",
        "shipping-postgres",
        "shipping-redis",
    ]
    assert services["shipping"] == {
        "build": {
            "context": "dist",
            "dockerfile": "../modules/shipping/Dockerfile",
            "args": {"PYTHON_IMAGE": "${PYTHON_IMAGE:-python:3.12-slim}"},
        },
        "environment": {
            "SHIPPING_DATABASE_URL": "postgresql://postgres@shipping-postgres/shipping",
            "SHIPPING_MIGRATE_AT_START": "true",
            "SHIPPING_REDIS_URL": "redis://shipping-redis",
            "ORDERS_BASE_URL": "http://orders:8000",
        },
        "ports": ["127.0.0.1:8002:8000"],
        "healthcheck": {"interval": "2s"},
        "depends_on": {
            "shipping-postgres": {"condition": "service_healthy"},
            "shipping-redis": {"condition": "service_healthy"},
            "orders": {"condition": "service_healthy"},
        },
    }


def test_templates_know_them() -> None:
    """A template may name every register, and no other."""
    assert sorted(REGISTERS) == sorted(registers.NAMES)


def test_a_module_that_listens_nowhere() -> None:
    """Without a port, an owner or a register for it, a module has none."""
    new = registers.edits(["compose", "codeowners"], replace(ORDERS, port=0, owner=""), {})

    assert list(new) == ["compose.yaml"]
    assert "ports" not in yaml.safe_load(new["compose.yaml"])["services"]["orders"]


def test_a_team_by_its_name() -> None:
    """A team that is named without an @ gets one."""
    entry = replace(ORDERS, owner=" org/team-orders")

    assert registers.edits(["codeowners"], entry, {}) == {".github/CODEOWNERS": "/modules/orders/ @org/team-orders\n"}


@pytest.mark.parametrize("owner", ["the orders team", "@a b", "@a # x", "* @a", "#", "@"])
def test_what_is_no_owner(owner: str) -> None:
    """What a host does not read as owners is not written."""
    assert registers.edits(["codeowners"], replace(ORDERS, owner=owner), {}) == {}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("cut", [0, 1])
def test_what_others_wrote(newline: str, cut: int) -> None:
    """Files of others get lines of their own kind, and are as before once these are removed."""
    texts = {path: text[: len(text) - cut].replace("\n", newline) for path, text in MINE.items()}
    new = add(texts, SHIPPING)

    lines = {path: new[path].split(newline) for path in new}
    assert lines["docker-compose.yml"][13:16] == ["      # no comment", "", "  shipping:"]
    tail = texts["docker-compose.yml"].partition("no comment")[2]
    assert new["docker-compose.yml"].endswith(f"      retries: 30{tail}")
    assert lines["CODEOWNERS"][1:4] == [
        "/docs/ @writers # they write",
        "/modules/shipping/ shipping@example.com @a/b",
        "",
    ]
    assert lines["docs/modules.md"][7] == (
        "| [shipping](../modules/shipping) | Ships \\| sends | shipping@example.com, @a/b | 8002 |"
    )
    assert all(text.count("\n") == text.count(newline) for text in new.values())
    assert add(new, SHIPPING) == new
    assert edited(new, registers.removals(SHIPPING, new)) == texts


@pytest.mark.parametrize("start", [{}, MINE])
def test_there_and_back(start: dict[str, str]) -> None:
    """A module that is added, renamed, renamed back and removed leaves nothing behind; removed twice, neither."""
    start = {path: text.replace("    depends_on: [orders]\n", "") for path, text in start.items()}
    new = add(start, ORDERS)
    renamed = edited(new, registers.renames(ORDERS, PURCHASES, new))
    back = edited(renamed, registers.renames(PURCHASES, ORDERS, renamed))
    removed = edited(back, registers.removals(ORDERS, back))

    owned = [line for line in "\n".join(renamed.values()).splitlines() if "orders" in line.lower()]
    assert owned[-1] == "| [purchases](../modules/purchases) | Takes orders | @team-orders | 8001 |"
    assert [
        line for line in owned[:-1] if "team-orders" not in line and "make" not in line and "docker" not in line
    ] == (["    command: [orders, 'http://orders:1']"] if start else [])
    assert (back, removed, registers.removals(ORDERS, removed)) == (new, start, {})


def test_a_rename_reaches_those_who_use_it() -> None:
    """Services that call a renamed module, or start after it, do so by its new name."""
    texts = {"compose.yaml": add({"compose.yaml": COMPOSE}, ORDERS)["compose.yaml"]}
    renamed = registers.renames(ORDERS, PURCHASES, texts)["compose.yaml"] or ""

    web = yaml.safe_load(renamed.replace("!reset ", ""))["services"]["web"]
    assert web == {
        "image": "mine",
        "command": ["orders", "http://orders:1"],
        "environment": {"LANG": "C", "PURCHASES_BASE_URL": "http://purchases:8000"},
        "depends_on": ["purchases"],
    }


def test_somebody_elses_service() -> None:
    """A service of a module's name that somebody wrote is neither changed, nor renamed, nor removed."""
    texts = {"compose.yaml": "services:\n  orders: {image: mine}\n"}

    assert registers.edits(["compose"], ORDERS, texts) == {}
    assert registers.removals(ORDERS, texts) == {}
    assert registers.renames(ORDERS, PURCHASES, texts) == {}


def test_a_module_that_is_registered_otherwise() -> None:
    """Whoever is registered in another way already stays so, and a page without a table stays as it is."""
    texts = {"CODEOWNERS": "modules/orders @mine\n", "docs/modules.md": "# Mine\n\n| x |\n|---|\n"}

    assert registers.edits(["codeowners", "docs-index"], ORDERS, texts) == {}


def test_a_service_that_others_need() -> None:
    """A service that another one starts after is not removed."""
    texts = {"compose.yaml": add({"compose.yaml": COMPOSE}, ORDERS)["compose.yaml"]}

    with pytest.raises(UserErrors) as raised:
        registers.removals(ORDERS, texts)

    assert raised.value.errors == (
        UserError(
            "`web` depends on the service `orders`; nothing was written.",
            "Correct it there first.",
            SourceLocation("compose.yaml", 10),
        ),
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            "services:\n\tx:\n",
            2,
            "This is not YAML: while scanning for the next token, found character '\\t' that cannot start any token",
        ),
        (
            "services: [\n",
            2,
            "This is not YAML: while parsing a flow node, expected the node content, but found '<stream end>'",
        ),
        (
            "a: 1\n---\nb: 2\n",
            2,
            "This is not YAML: expected a single document in the stream, but found another document",
        ),
        ("services: \x00\n", 1, "This is not YAML: it has characters that YAML forbids"),
        ("[" * 2000, 1, "This is nested too deeply"),
        ("- services\n", 1, "This is not a compose file: it has no keys at the start of its lines"),
        ("{services: {}}\n", 1, "This is not a compose file: it has no keys at the start of its lines"),
        ("a: 1\nservices: {x: {}}\n", 2, "`services` is not a block of lines, each name on one of its own"),
        ("a: &a {x: 1}\nservices: *a\n", 2, "`services` is not a block of lines, each name on one of its own"),
        ("a: &a\n  x: 1\nservices: *a\n", 3, "`services` is an alias"),
        ("services:\n  a:\nservices:\n", 3, "`services` stands here twice"),
        ("services:\n  a:\n  a:\n", 3, "`a` stands here twice"),
        ("services:\n  a:\n    b: |+\n      c\n\n\n", 1, "The services here cannot be edited line by line"),
    ],
)
def test_what_cannot_be_edited(text: str, line: int, reason: str) -> None:
    """A file that is broken, or written in a way that lines cannot be added to, is an error with its place."""
    with pytest.raises(UserErrors) as raised:
        registers.edits(registers.NAMES, ORDERS, {"compose.yml": text})

    assert raised.value.errors == (
        UserError(f"{reason}; nothing was written.", "Correct it there first.", SourceLocation("compose.yml", line)),
    )


@pytest.mark.parametrize(
    "text", ["", "# mine\n", "services:\n", "services:\n\n# x\n", "name: x", "services:\n- a\n"[:9]]
)
def test_files_without_services(text: str) -> None:
    """A file without services gets its first ones."""
    (added,) = registers.edits(["compose"], ORDERS, {"compose.yaml": text}).values()

    assert list(yaml.safe_load(added)["services"]) == ["orders", "orders-postgres", "orders-redis"]
    assert [line for line in text.splitlines() if line not in added.splitlines()] == []
