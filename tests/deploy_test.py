"""`./pants deploy` as a user has it: the real engine, real processes."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from harness import Repository, copy_repository
from shop import ask, fill, ship, take_order, url
from terminals import Terminal


@pytest.fixture(scope="module", name="deployed")
def _deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A copy in which orders is up, in local and in test."""
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
    for name in ("local", "test"):
        copy.pants("deploy", "modules/orders", f"--env={name}", timeout=1800).ok()
    yield copy
    copy.close()


def test_the_life_of_a_deploy(deployed: Repository) -> None:
    """Two environments run side by side; no change restarts nothing; a change does; destroy frees the port."""
    local = url(deployed.pants("deploy", "modules/orders", "--env=local"))
    other = url(deployed.pants("deploy", "modules/orders", "--env", "test"))
    assert [ask(f"{address}/health") for address in (local, other)] == ['200 {"status":"healthy"}'] * 2
    assert local != other

    order = f"{local}/api/v1/orders/{take_order(local)}"
    again = deployed.pants("deploy", "modules/orders", "--env=local")
    assert again.ok().out.splitlines()[1:] == ["orders  no change", f"orders  up  {local}"]
    assert ask(order).startswith("200 ")

    main = "modules/orders/backend/api/main.py"
    with deployed.planted({main: deployed.read(main).replace("Orders Service", "Changed Service")}):
        preview = deployed.pants("deploy", "modules/orders", "--env=local", "--preview").ok()
        assert re.search(r"^orders  preview  .*replace", preview.out, re.MULTILINE), preview.text
        assert ask(order).startswith("200 ")
        assert url(deployed.pants("deploy", "modules/orders", "--env=local")) == local
        assert re.match(r'404 .*"detail":"Order not found"', ask(order))
        assert '"title":"Changed Service"' in ask(f"{local}/openapi.json")

    deployed.pants("deploy", "modules/orders", "--env=local", "--destroy").ok()
    assert [ask(f"{address}/health") for address in (local, other)] == ["no answer", '200 {"status":"healthy"}']
    assert deployed.pants("deploy", "modules/orders", "--env=local", "--destroy").code == 0


def test_a_module_and_what_it_uses(deployed: Repository) -> None:
    """Shipping comes up after orders and inventory, finds both, and ships what is ordered and in stock."""
    ran = deployed.pants("deploy", "modules/shipping", "--with-dependencies", "--env=test", timeout=1800).ok()
    addresses = dict(re.findall(r"^(\w+)  up  (http://\S+)$", ran.out, re.MULTILINE))
    assert (sorted(addresses), list(addresses)[-1]) == (["inventory", "orders", "shipping"], "shipping")

    order = take_order(addresses["orders"])
    assert ship(addresses["shipping"], order) == "waiting"
    fill(addresses["inventory"])
    assert ship(addresses["shipping"], order) == "preparing"

    beneath = deployed.pants("deploy", "modules/orders", "--env=test", "--destroy")
    assert (beneath.code, beneath.err) == (
        2,
        (
            "pants deploy: shipping is not known to be down in test, and depends on orders.\n"
            "Take it down as well, by naming it too, or add --force.\n"
        ),
    )
    assert ask(f"{addresses['orders']}/health") == '200 {"status":"healthy"}'


TESTS = "modules/orders/backend/tests/test_main.py"
GATED = 'deploy_environment(name="gated", gates=["test"])\n'


def test_a_red_test_keeps_a_module_out(deployed: Repository) -> None:
    """Nothing is changed until it is fixed, whatever the flags; then the record tells which gates passed."""
    records = deployed.path / ".pantstack/records/gated"
    with deployed.planted({"BUILD": deployed.read("BUILD") + GATED}):
        red = "\n\ndef test_red() -> None:\n    assert False, 'as it should'\n"
        with deployed.planted({TESTS: deployed.read(TESTS) + red}):
            for flag in ("--yes", "--force"):
                ran = deployed.pants("deploy", "modules/orders", "--env=gated", flag)
                assert (ran.code, ran.out, records.exists()) == (1, "", False), ran.text
                assert "AssertionError: as it should" in ran.err
                assert ran.err.endswith(
                    "pants deploy: modules/orders: gate `test` of gated failed (pytest); nothing was changed.\n"
                    "Fix what is reported above, and check it with: ./pants test modules/orders::\n"
                )
        ran = deployed.pants("deploy", "modules/orders", "--env=gated").ok()
        assert ran.out.startswith("gates  passed: test\norders  packaged api  ")
        assert ask(f"{url(ran)}/health") == '200 {"status":"healthy"}'
        assert [json.loads(each.read_text())["gates"] for each in records.glob("orders/*.json")] == [["test"]]
        deployed.pants("deploy", "modules/orders", "--env=gated", "--destroy").ok()


FOUNDED = {
    "stack/base/BUILD": (
        'pantstack_module(description="A small foundation", infrastructure=".")\n\n'
        'python_sources(name="lib", resolve="infra")\n'
    ),
    "stack/base/__main__.py": 'import pulumi\n\npulumi.export("greeting", pulumi.Config("base").get("greeting"))\n',
}


def test_a_foundation(deployed: Repository) -> None:
    """It comes up before a module and goes after it; alone it is not taken away, and elsewhere it is refused."""
    declared = deployed.read("BUILD") + 'deploy_environment(name="founded", foundation="stack/base")\n'
    with deployed.planted({**FOUNDED, "BUILD": declared}):
        ran = deployed.pants("deploy", "modules/orders", "--env=founded", "--with-dependencies")
        address = url(ran)
        assert ran.out.splitlines()[1:3] == ["base  no change", "base  up"]
        assert ask(f"{address}/health") == '200 {"status":"healthy"}'
        again = deployed.pants("deploy", "modules/orders", "--env=founded", "--with-dependencies")
        assert again.ok().out.splitlines()[1:] == [
            "base  no change",
            "base  up",
            "orders  no change",
            f"orders  up  {address}",
        ]

        alone = deployed.pants("deploy", "stack/base", "--env=founded", "--destroy")
        assert (alone.code, alone.err.splitlines()[-2:]) == (
            2,
            [
                "pants deploy: orders is not known to be down in founded, and is built on its foundation, stack/base.",
                "Take it down as well: name all of them beside the foundation.",
            ],
        )
        elsewhere = deployed.pants("deploy", "stack/base", "--env=test")
        assert (elsewhere.code, elsewhere.err.splitlines()[-2:]) == (
            2,
            [
                'pants deploy: stack/base is the foundation of founded, and environment "test" does not declare it.',
                'Use --env=founded, or add `foundation="stack/base"` to "test" in BUILD at the root.',
            ],
        )

        with deployed.planted({"stack/base/__main__.py": "raise ValueError('no ground')\n"}):
            failed = deployed.pants("deploy", "modules/orders", "stack/base", "--env=founded")
            assert (failed.code, failed.out.splitlines()[-1]) == (1, "orders  skipped  base failed"), failed.text
        down = deployed.pants("deploy", "stack/base", "modules/orders", "--env=founded", "--destroy").ok()
        assert [line for line in down.out.splitlines() if "  down" in line] == [
            "orders  down",
            "base  down  it was not up",
        ]


MAIN = "modules/orders/backend/api/main.py"


def title(address: str) -> str:
    """The title of the service, which tells the versions of these tests apart."""
    return str(json.loads(ask(f"{address}/openapi.json").partition(" ")[2])["info"]["title"])


def status(repository: Repository, *args: str) -> dict[str, dict[str, Any]]:
    """What is up of orders, by environment."""
    ran = repository.pants("deploy", "modules/orders", "--status", "--format=json", *args).ok()
    return {each["environment"]: each for each in json.loads(ran.out)["modules"]}


def test_promoted_and_rolled_back(deployed: Repository) -> None:
    """The very artifact of one environment is deployed to the other; a rollback brings the older one back."""
    local = url(deployed.pants("deploy", "modules/orders", "--env=local"))
    other = url(deployed.pants("deploy", "modules/orders", "--env=test"))
    with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", "Second Service")}):
        assert url(deployed.pants("deploy", "modules/orders", "--env=local")) == local
    # The work tree has the first one again: what is promoted is what was recorded, and it is not built.
    ran = deployed.pants("deploy", "modules/orders", "--env=test", "--promote-from=local").ok()
    digest = status(deployed)["local"]["artifacts"]["api"][:19]
    assert ran.out == f"orders  from local  api  {digest}\norders  replace orders-service\norders  up  {other}\n"
    assert [title(each) for each in (local, other)] == ["Second Service"] * 2
    found = status(deployed)
    assert found["local"]["artifacts"] == found["test"]["artifacts"]
    assert [(found[each]["state"], found[each]["url"], found[each]["dirty"]) for each in ("local", "test")] == [
        ("up", local, True),
        ("up", other, True),
    ]

    assert url(deployed.pants("deploy", "modules/orders", "--env=test", "--rollback")) == other
    assert [title(each) for each in (local, other)] == ["Second Service", "Orders Service"]
    reported = deployed.pants("deploy", "modules/orders", "--env=test", "--history").ok().out.splitlines()
    assert [re.split(r"  +", line)[3].partition(" 2")[0] for line in reported[-3:]] == [
        "up",
        "promotion from local",
        "rollback to",
    ]


def test_drift(deployed: Repository) -> None:
    """A process that ended is seen by status and by --refresh, and the next deploy heals it."""
    address = url(deployed.pants("deploy", "modules/orders", "--env=local"))
    ran = deployed.pants("deploy", "modules/orders", "--env=local", "--refresh")
    assert (ran.code, ran.out) == (0, "orders  refresh  no drift\n")
    state = json.loads(deployed.read(".pantstack/state/local/.pulumi/stacks/orders/local.json"))
    resources = state["checkpoint"]["latest"]["resources"]
    (pid,) = (int(each["outputs"]["pid"]) for each in resources if "pid" in each.get("outputs", {}))
    os.kill(pid, signal.SIGKILL)

    assert status(deployed, "--env=local")["local"]["state"] == "down"
    ran = deployed.pants("deploy", "modules/orders", "--env=local", "--refresh")
    assert (ran.code, ran.out) == (1, "orders  drift  orders-service is gone\norders  refresh  1 drift\n")
    assert url(deployed.pants("deploy", "modules/orders", "--env=local")) == address
    assert status(deployed, "--env=local")["local"]["state"] == "up"


LEFT = 'deploy_environment(name="leaving")\n'


def test_an_environment_that_left(deployed: Repository) -> None:
    """What is up there is reported with the way out, gets no deploy any more, and is taken down by its name."""
    with deployed.planted({"BUILD": deployed.read("BUILD") + LEFT}):
        address = url(deployed.pants("deploy", "modules/orders", "--env=leaving"))

    reported = deployed.pants("deploy", "--status").ok()
    assert "pants deploy: orders is in leaving, which is not declared any more.\n" in reported.err
    assert "Take it down by: ./pants deploy modules/orders --env=leaving --destroy" in reported.err
    refused = deployed.pants("deploy", "modules/orders", "--env=leaving")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        'pants deploy: Unknown environment "leaving"; the environments are: local, prod, test.',
    )
    orphans = deployed.pants("deploy", "--orphans").ok().out.splitlines()
    assert [line.split("  ", 3)[3] for line in orphans[:-1]] == [
        f"leaving  {address}  its environment is not declared any more"
    ]
    down = deployed.pants("deploy", "modules/orders", "--env=leaving", "--destroy").ok().out.splitlines()
    assert (down[-1], ask(f"{address}/health")) == ("orders  down", "no answer")
    assert "leaving" not in deployed.pants("deploy", "--status").ok().text
    assert deployed.pants("deploy", "--orphans").ok().out == "orphans  none\n"


def test_a_module_that_left(deployed: Repository) -> None:
    """While others still name it, its status is known and it is taken down by its name; what never was is refused."""
    address = deployed.pants("deploy", "modules/inventory", "--env=local").ok().out.split()[-1]
    (deployed.path / "modules/inventory").rename(deployed.path / "modules/stock")
    try:
        reported = deployed.pants("deploy", "--status").ok()
        assert "pants deploy: inventory is in local, and not in the repository any more.\n" in reported.err
        nothing = deployed.pants("deploy", "modules/stocks", "--env=local", "--destroy")
        assert (nothing.code, nothing.out, nothing.err.splitlines()[-2:]) == (
            2,
            "",
            [
                "pants deploy: modules/stocks: there is no such module, nor was there one in local.",
                "Did you mean `modules/stock`?",
            ],
        )
        down = deployed.pants("deploy", "modules/inventory", "--env=local", "--destroy").ok().out.splitlines()
        assert (down[-1], ask(f"{address}/health")) == ("inventory  down", "no answer")
    finally:
        (deployed.path / "modules/stock").rename(deployed.path / "modules/inventory")


def test_only_what_was_previewed(deployed: Repository) -> None:
    """What --plan-out kept is deployed from any work tree, once."""
    address = url(deployed.pants("deploy", "modules/orders", "--env=local"))
    with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", "Previewed Service")}):
        args = ("deploy", "--affected-since=HEAD", "--env=local", "--preview", "--plan-out=out.json")
        displayed = deployed.pants(*args).ok().out.splitlines()
    digest = displayed[0].split()[-1]
    assert [line for line in displayed[1:] if not line.startswith(" ")] == [
        "orders  preview  replace orders-service",
        "orders  diff",
        "orders  preview  1 change",
        "plan  out.json",
    ]
    # In Pulumi's own words, property by property.
    assert [line.split()[1] for line in displayed if line.lstrip().startswith("~ ")] == [
        "digest",
        "env",
        "PANTSTACK_DIGEST:",
        "pex",
    ]

    assert deployed.pants("deploy", "--plan=out.json").ok().out == (
        f"orders  as previewed  api  {digest}\norders  replace orders-service\norders  up  {address}\n"
    )
    assert title(address) == "Previewed Service"
    again = deployed.pants("deploy", "--plan=out.json")
    assert (again.code, again.out, again.err) == (
        2,
        "",
        (
            "pants deploy: out.json: what was previewed cannot be done: orders in local is not what it was.\n"
            "Preview again with --plan-out.\n"
        ),
    )
    (deployed.path / "out.json").unlink()


ENVIRONMENTS = "the environments are: local, prod, test.\n"


@pytest.mark.parametrize(
    ("args", "output"),
    [
        (
            ("modules/orders", "--env=nope"),
            (
                f'Unknown environment "nope"; {ENVIRONMENTS}Choose one of them, or declare it with deploy_environment(...) in BUILD at'
                " the root.\n"
            ),
        ),
        (("modules/orders",), f"--env is missing; {ENVIRONMENTS}Choose one, for instance --env=local.\n"),
        (
            ("modules/ordres", "--env=local"),
            "modules/ordres: there is no such module.\nDid you mean `modules/orders`?\n",
        ),
        (
            ("--env=local",),
            "No module is selected.\nSelect one, for instance: ./pants deploy modules/inventory --env=local\n",
        ),
        (
            ("modules/orders", "--env=prod"),
            (
                'Environment "prod" cannot be reached without AWS credentials and a place for Pulumi\'s state.\n'
                "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY;"
                " set PULUMI_BACKEND_URL, or `backend_url` in BUILD.\n"
            ),
        ),
    ],
    ids=["unknown environment", "no environment", "mistyped module", "no module", "no credentials"],
)
def test_wrong_usage(deployed: Repository, args: tuple[str, ...], output: str) -> None:
    """What is missing is reported at once, before anything is packaged."""
    ran = deployed.pants("deploy", *args)

    assert (ran.code, ran.out, ran.err) == (2, "", f"pants deploy: {output}")


def test_no_secret_is_readable(deployed: Repository) -> None:
    """The passphrase of the local state is the user's alone, and stands in no other file."""
    folder = deployed.path / ".pantstack"
    passphrase = folder / "passphrase"
    secret = passphrase.read_bytes().strip()
    leaks = [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and path != passphrase and path.suffix != ".pex" and secret in path.read_bytes()
    ]

    assert oct(passphrase.stat().st_mode & 0o777) == "0o600"
    assert (len(secret) >= 32, leaks) == (True, [])


def test_no_secret_output_is_kept(deployed: Repository) -> None:
    """An output that is a secret stands in no record, log or plan, nor on the terminal; its neighbors do."""
    program = "modules/orders/infrastructure/__main__.py"
    secret = "not-for-your-eyes"  # noqa: S105 - of this test alone
    exported = f'pulumi.export("dsn", pulumi.Output.concat("db://", pulumi.Output.secret("{secret}")))\n'
    with deployed.planted({program: deployed.read(program) + exported}):
        ran = deployed.pants("deploy", "modules/orders", "--env=local")
    reported = deployed.pants("deploy", "modules/orders", "--env=local", "--history", "--format=json").ok()
    files = [each for each in (deployed.path / ".pantstack").rglob("*") if each.is_file() and each.suffix != ".pex"]

    assert secret not in ran.ok().text + reported.text
    assert [str(each) for each in files if secret.encode() in each.read_bytes()] == []
    last = json.loads(reported.out)["records"][-1]
    assert (last["secrets"], last["outputs"]) == (True, {"url": url(ran)})


@pytest.mark.parametrize(
    ("typed", "code", "last"),
    [
        (
            b"local\n",
            2,
            ['pants deploy: "asking" was not confirmed; nothing was changed.', "Run again and type its name."],
        ),
        (
            b"\x04",
            2,
            ['pants deploy: "asking" was not confirmed; nothing was changed.', "Run again and type its name."],
        ),
        (
            b"",
            2,
            [
                'pants deploy: "asking" was not confirmed within 3 s; nothing was changed.',
                "Run again and type its name.",
            ],
        ),
        (b"asking\n", 0, ["orders  down  it was not up"]),
    ],
    ids=["another name", "end of input", "nobody answers", "its name"],
)
def test_rows_19_c13_confirmation(deployed: Repository, typed: bytes, code: int, last: list[str]) -> None:
    """An environment that wants confirmation gets its name typed on a real terminal, or nothing happens."""
    declared = deployed.read("BUILD") + '\ndeploy_environment(name="asking", requires_confirmation=True)\n'
    argv = (str(deployed.path / "pants"), "deploy", "modules/orders", "--env=asking", "--destroy")
    with deployed.planted({"BUILD": declared}):
        terminal = Terminal.start(argv, deployed.path, {"PANTSTACK_CONFIRMATION_TIMEOUT": "60" if typed else "3"})
        question = "destroy orders in asking: type the environment's name to go on."
        terminal.until(lambda rows: question in rows, "it asks")
        terminal.press(typed)

        assert (terminal.end(), terminal.rows()[-len(last) :]) == (code, last)


def test_prune(deployed: Repository) -> None:
    """What no deploy needs goes, and after that status, rollback and an unchanged deploy are as they were."""
    for name in ("Third", "Fourth", "Fifth"):
        with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", f"{name} Service")}):
            address = url(deployed.pants("deploy", "modules/orders", "--env=local"))
    before = status(deployed)
    artifacts = deployed.path / ".pantstack/artifacts"
    there = {each.name for each in artifacts.iterdir()}

    displayed = deployed.pants("deploy", "--prune", "--keep=1", "--preview").ok().out
    assert {each.name for each in artifacts.iterdir()} == there
    assert deployed.pants("deploy", "--prune", "--keep=1").ok().out == displayed.replace("would free", "freed")

    gone = there - {each.name for each in artifacts.iterdir()}
    assert sorted(re.findall(r"^remove  artifact (\w+) ", displayed, re.MULTILINE)) == sorted(
        each[:12] for each in gone
    )
    assert gone
    assert deployed.pants("deploy", "--prune", "--keep=1").ok().out == "prune  nothing to remove\n"
    assert status(deployed) == before
    assert title(address) == "Fifth Service"
    assert url(deployed.pants("deploy", "modules/orders", "--env=local", "--rollback")) == address
    assert title(address) == "Fourth Service"
    # What went is built anew.
    with deployed.planted({MAIN: deployed.read(MAIN).replace("Orders Service", "Third Service")}):
        assert url(deployed.pants("deploy", "modules/orders", "--env=local")) == address
    assert title(address) == "Third Service"


def test_rows_17_18_the_makefile(deployed: Repository) -> None:
    """The guide's make targets deploy, preview and destroy."""
    up = deployed.run("make", "-s", "stack-up", "M=orders", "ENV=local").ok()
    assert url(up)
    assert deployed.run("make", "-s", "stack-preview", "M=orders", "ENV=local").ok().out.splitlines()[-1] == (
        "orders  preview  no change"
    )
    assert (
        deployed.run("make", "-s", "stack-destroy", "M=orders", "ENV=local").ok().out.splitlines()[-1] == "orders  down"
    )
