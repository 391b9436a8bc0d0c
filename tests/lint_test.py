"""`./pants lint` as a user has it."""

from __future__ import annotations

import json

import pytest
from harness import Repository, report

PLANTED = "modules/shipping/backend/service/planted.py"
TEXT = '"""Planted."""\n\nfrom modules.orders.backend.service.core import generate_id\n\n__all__ = ["generate_id"]\n'
FOOTER = (
    "1 finding (private-import): see pants-plugins/pantstack/boundaries/checks/private_import.md for what it means.\n"
)
FINDING = (
    ":3:49 private-import `modules.orders.backend.service.core` is internal to `modules/orders`.\n"
    "  modules/orders/backend/public/BUILD:1 declares what is public there.\n"
    "  Import from `modules.orders.backend.public` instead (it exports CreateOrderRequest, Order, OrderItem, OrdersClient),"
    " or add `generate_id` there.\n"
)


@pytest.mark.parametrize(
    "specs",
    [
        ("modules/shipping::",),
        ("::",),
        (PLANTED,),
        ("modules/shipping/backend/service:",),
        ("modules/shipping",),
        ("modules/shipping/BUILD",),
        ("modules/shipping:lib@resolve=shipping_core",),
        ("--changed-since=HEAD",),
    ],
)
def test_rows_4_56_a_planted_private_import(repository: Repository, specs: tuple[str, ...]) -> None:
    """Whatever selects the file, the run fails with its place, its code and the facade to use."""
    if specs == ("modules/shipping/backend/service:",):
        specs = ("modules/shipping/backend/service/*",)
    with repository.planted({PLANTED: TEXT}):
        repository.run("git", "add", "-N", PLANTED).ok()
        ran = repository.pants("lint", *specs)
        repository.run("git", "reset", "-q").ok()

    assert ran.code == 1, ran.text
    assert report(ran) == PLANTED + FINDING + FOOTER


@pytest.mark.parametrize("path", ["planted.py", "scripts/planted.py", "tests/planted.py"])
def test_files_outside_every_module(repository: Repository, path: str) -> None:
    """A file that no module and no target owns is checked too."""
    with repository.planted({path: TEXT}):
        ran = repository.pants("lint", path)

    assert (ran.code, report(ran)) == (1, path + FINDING + FOOTER)


def test_a_facade_of_protobuf(repository: Repository) -> None:
    """What Pants' own targets of protobuf make is public in a facade, which needs nothing else, and private beside it."""
    files = {
        "modules/messages/BUILD": "pantstack_module(description='Messages', layer='domain')\n",
        "modules/messages/public/BUILD": "public_facade()\nprotobuf_sources(name='protos', grpc=True)\n",
        "modules/messages/public/orders.proto": "",
        "modules/messages/inner/BUILD": "protobuf_sources()\n",
        "modules/messages/inner/rows.proto": "",
        PLANTED: (
            "import docker.errors\n"
            "from modules.messages.inner import rows_pb2\n"
            "from modules.messages.public import orders_pb2_grpc\n"
            "from modules.messages.public.orders_pb2 import Order\n"
        ),
    }
    backend = '--backend-packages=+["pants.backend.codegen.protobuf.python"]'
    with repository.planted(files):
        ran = repository.pants(backend, "lint", "--only=pantstack", PLANTED, "modules/messages::")

    places = [line.split("`")[0].strip() for line in report(ran).splitlines() if line.startswith(PLANTED)]
    assert (ran.code, places) == (
        1,
        [
            f"{PLANTED}:2:36 private-import",
            f"{PLANTED}:3:37 undeclared-module",
            f"{PLANTED}:4:48 undeclared-module",
        ],
    ), ran.text
    assert "Unmatched globs" not in ran.text


def test_another_selection_does_not_see_it(repository: Repository) -> None:
    """A run over other files does not report it."""
    with repository.planted({PLANTED: TEXT}):
        repository.pants("lint", "modules/orders::").ok()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {
                "modules/extra/BUILD": 'pantstack_module(description="x", depends_on=["modules/order"])\n',
                "modules/extra/x.py": '"""X."""\n',
            },
            "modules/extra/BUILD:1 Unknown module `modules/order` in depends_on.\n  Did you mean `modules/orders`?\n",
        ),
        (
            {"modules/orders/backend/api/BUILD": '\npublic_facade(name="second", skip_mypy=True)\n'},
            (
                "modules/orders/backend/public/BUILD:1 `modules/orders` has a second public_facade; the first is at"
                " modules/orders/backend/api/BUILD:2.\n  Keep one facade per module: merge the two.\n"
            ),
        ),
        (
            {
                "modules/extra/BUILD": (
                    'pantstack_module(description="x", depends_on=["modules/orders"], cannot_depend_on=["modules/orders"])\n'
                ),
                "modules/extra/x.py": '"""X."""\n',
            },
            (
                "modules/extra/BUILD:1 `modules/orders` is in depends_on and in cannot_depend_on of `modules/extra`.\n"
                "  Delete one of the two.\n"
            ),
        ),
        (
            {"scripts/BUILD": "public_facade()\n", "scripts/x.py": '"""X."""\n'},
            (
                "scripts/BUILD:1 This public_facade belongs to no module.\n"
                "  Declare a pantstack_module in this directory or above it, or delete the facade.\n"
            ),
        ),
    ],
    ids=["unknown dependency", "two facades", "contradiction", "facade outside"],
)
def test_mistakes_in_declarations(repository: Repository, files: dict[str, str], expected: str) -> None:
    """A mistake ends the run with its BUILD file and line, and the exit code for configuration."""
    with repository.planted(files):
        ran = repository.pants("lint", "--only=pantstack", "modules/shipping::")

    footer = "1 error in declarations or configuration; nothing was checked.\n  Fix it and run again.\n"
    assert (ran.code, report(ran)) == (2, expected + footer)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pantstack_modul(description='x')\n", "pantstack_modul"),
        ("pantstack_module(description='')\n", "`description` is empty.\nSay in one sentence what the module is for."),
        (
            "pantstack_module(description='x', depends_on=['../orders'])\n",
            "`../orders` in `depends_on` is not the path of a module.",
        ),
        ("pantstack_module(description='x'\n", "(BUILD, line 1)"),
    ],
    ids=["typo", "empty description", "traversal", "syntax"],
)
def test_build_files_that_pants_refuses(repository: Repository, text: str, expected: str) -> None:
    """A BUILD file that cannot be read is named, without a traceback."""
    with repository.planted({"modules/extra/BUILD": text}):
        ran = repository.pants("lint", "modules/shipping::")

    assert ran.code == 1
    assert expected in ran.err
    assert "Traceback" not in ran.err


def test_a_file_that_cannot_be_parsed(repository: Repository) -> None:
    """A broken file is a finding at the place of the error, and the others are checked."""
    with repository.planted({PLANTED: TEXT, "modules/shipping/backend/service/broken.py": "import json\ndef (:\n"}):
        ran = repository.pants("lint", "--only=pantstack", "modules/shipping::")

    assert (ran.code, report(ran)) == (
        1,
        "modules/shipping/backend/service/broken.py:2:1 unparsable-file This file could not be parsed completely: it is not"
        " Python.\n"
        "  Its imports were checked only as far as it could be parsed.\n"
        "  Fix the file; if it is data, let a files() or resources() target own it, and no Python target.\n"
        + PLANTED
        + FINDING
        + "2 findings (private-import, unparsable-file): see"
        " pants-plugins/pantstack/boundaries/checks/{private_import,unparsable_file}.md for what they mean.\n",
    )


@pytest.mark.parametrize("goal", [("validate",), ("lint", "--only=pantstack")])
def test_nothing_has_changed(repository: Repository, goal: tuple[str, ...]) -> None:
    """Where nothing has changed, nothing is wrong; `validate` says so too."""
    repository.pants(*goal, "--changed-since=HEAD").ok()


def test_a_report_of_nothing(repository: Repository) -> None:
    """A document that an earlier run left is replaced, although nothing of the checker's is selected."""
    output = ("--only=pantstack", "--pantstack-format=json", "--pantstack-output=dist/findings.json")
    with repository.planted({PLANTED: TEXT}):
        assert repository.pants("lint", *output, PLANTED).code == 1
    repository.pants("lint", *output, "README.md").ok()
    document = json.loads((repository.path / "dist/findings.json").read_text(encoding="utf-8"))

    assert (document["summary"]["files"], document["findings"], document["problems"]) == (0, [], [])
