"""Secrets of a deploy: the real engine and real processes have them, and nothing that is kept or shown does."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import secrets
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Ran, Repository, copy_repository

# From the environment, and encrypted in a file: each with what JSON, URLs and shells write differently. No file of the
# repository has them.
TOKEN = f'{secrets.token_hex(8)}/"+é&'
PASSWORD = f"{secrets.token_hex(9)}/'+ü%"
PROGRAM = '''"""The infrastructure of orders: one program for every environment."""

import pulumi

from stack.infra.service import HttpService

config = pulumi.Config()
token = config.require_secret("token")
{extra}
service = HttpService("orders", env={{"ORDERS_TOKEN": token, "ORDERS_PASSWORD": config.require_secret("password")}})

pulumi.export("url", service.url)
pulumi.export("token", token)
'''
MAIN = "modules/orders/infrastructure/__main__.py"
OWN = "modules/orders/infrastructure/Pulumi.test.yaml"
SHARED = "stack/config/Pulumi.yaml"
DEPLOY = ("deploy", "modules/orders", "--env=test")


def forms(secret: str) -> list[bytes]:
    """A secret as it may be written."""
    written = {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        urllib.parse.quote(secret),
        urllib.parse.quote(secret, safe=""),
        base64.b64encode(secret.encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).decode(),
        base64.b64encode(f"user:{secret}".encode()).decode(),
    }
    return [each.encode() for each in written]


FORBIDDEN = [*forms(TOKEN), *forms(PASSWORD)]


class Watch(threading.Thread):
    """Reads the command lines of all processes again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.seen: set[bytes] = set()

    def run(self) -> None:
        """Read until it is over."""
        while not self.over.is_set():
            for folder in Path("/proc").iterdir():
                # Processes end while they are looked at.
                with contextlib.suppress(OSError):
                    self.seen.add((folder / "cmdline").read_bytes() if folder.name.isdigit() else b"")
            self.over.wait(0.01)


def leaks(root: Path) -> list[str]:
    """The files below a folder in which a secret stands in the clear."""
    files = [each for each in root.rglob("*") if each.is_file() and not each.is_symlink()]
    return [str(each.relative_to(root)) for each in files if any(map(each.read_bytes().__contains__, FORBIDDEN))]


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Iterator[Repository]:
    """A copy in which orders wants two secrets, one of them from the environment."""
    copy = copy_repository(tmp_path / "the repository", {"ORDERS_TOKEN": TOKEN})
    (copy.path / MAIN).write_text(PROGRAM.format(extra=""), encoding="utf-8")
    (copy.path / SHARED).parent.mkdir(parents=True, exist_ok=True)
    (copy.path / SHARED).write_text("config:\n  orders:token: {fromEnv: ORDERS_TOKEN}\n", encoding="utf-8")
    (copy.path / OWN).write_text("# of orders in test\nconfig:\n  # why\n  orders:x: one\n", encoding="utf-8")
    yield copy
    copy.close()


def service(copy: Repository) -> tuple[int, dict[str, str]]:
    """The number of the service's process, and its environment variables."""
    state = json.loads(copy.read(".pantstack/state/test/.pulumi/stacks/orders/test.json"))
    resources = state["checkpoint"]["latest"]["resources"]
    (pid,) = (int(each["outputs"]["pid"]) for each in resources if "pid" in each.get("outputs", {}))
    output = Path("/proc", str(pid), "environ").read_bytes().decode().split("\0")
    return pid, dict(each.split("=", 1) for each in output if each)


def set_secret(copy: Repository, key: str, value: str) -> Ran:
    """Pipe a value into `--set-secret`."""
    argv = ("bash", "-c", 'printf %s "$VALUE" | ./pants deploy modules/orders --env=test --set-secret="$KEY"')
    return copy.run(*argv, env={"KEY": key, "VALUE": value}, timeout=1800)


def life(copy: Repository) -> list[Ran]:
    """All that one does with a module that has secrets; what each command showed."""
    ran = [set_secret(copy, "password", PASSWORD).ok()]
    lines = copy.read(OWN).splitlines()
    assert [line for line in lines if "v1:" not in line] == [
        "# of orders in test",
        "config:",
        "  # why",
        "  orders:x: one",
        "  orders:password:",
    ]
    ran.append(copy.pants(*DEPLOY, "--events=events.json", timeout=1800).ok())
    pid, variables = service(copy)
    assert (variables["ORDERS_TOKEN"], variables["ORDERS_PASSWORD"]) == (TOKEN, PASSWORD)
    again = copy.pants(*DEPLOY).ok()
    assert again.out.splitlines()[1] == "orders  no change", again.text
    another = {"ORDERS_TOKEN": "another-token"}
    preview = copy.pants(*DEPLOY, "--preview", "--plan-out=out.json", env=another).ok()
    lines = preview.out.splitlines()
    assert [line for line in lines if line.startswith("orders  preview")] == [
        "orders  preview  replace orders-service",
        "orders  preview  1 change",
    ]
    moved = copy.pants("deploy", "--plan=out.json")
    assert (moved.code, moved.err) == (
        2,
        (
            "pants deploy: out.json: what was previewed cannot be done: the configuration of orders changed.\n"
            "Preview again with --plan-out.\n"
        ),
    )
    ran += [again, preview, moved, copy.pants("deploy", "--plan=out.json", env=another).ok()]
    assert service(copy)[1]["ORDERS_TOKEN"] == another["ORDERS_TOKEN"]
    assert service(copy)[0] != pid
    return ran


WAYS = (
    "raise ValueError('raised {0}')",
    "print('printed {0}', flush=True)\nraise pulumi.RunError('run error {0}')",
    "pulumi.log.info('logged {0}')\npulumi.export('x', token.apply(lambda value: [].index('{0}' + value)))",
    (
        "from pulumi import dynamic\n"
        "class Provider(dynamic.ResourceProvider):\n"
        "    def create(self, props):\n"
        "        raise ValueError('provider {0} ' + props['x'])\n"
        "class Failing(dynamic.Resource, module='x', name='Failing'):\n"
        "    pass\n"
        "Failing(Provider(), 'failing', {{'x': token}})"
    ),
)


def failures(copy: Repository) -> list[Ran]:
    """Programs that fail with the secrets in what they say, and what each showed."""
    ran = []
    output = " ".join(each.decode().replace("\\", "\\\\").replace("'", "\\'") for each in FORBIDDEN)
    for way in WAYS:
        with copy.planted({MAIN: PROGRAM.format(extra=way.format(output))}):
            ran.append(copy.pants(*DEPLOY, "--events=-"))
        assert ran[-1].code == 1, ran[-1].text
        assert "[secret]" in ran[-1].out, ran[-1].text
    return ran


def reports(copy: Repository) -> list[Ran]:
    """What is reported of it later, and how it ends."""
    args = [("--status", "--format=json"), ("--history", "--format=json"), ("--logs",), ("--refresh",), ("--rollback",)]
    ran = [copy.pants(*DEPLOY, *flags).ok() for flags in args]
    assert service(copy)[1]["ORDERS_TOKEN"] == TOKEN
    records = json.loads(ran[1].out)["records"]
    assert [each["configuration"]["orders:token"] for each in records] == [{"fromEnv": "ORDERS_TOKEN"}] * len(records)
    assert [each["secrets"] for each in records if each["result"] == "succeeded"] == [True] * 3
    return ran


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc, to see what others see")
def test_a_secret_is_seen_by_its_service_only(copy: Repository) -> None:
    """From the first deploy to the last no file, console or list of processes has a secret; the service has it."""
    watch = Watch()
    watch.start()

    ran = life(copy)
    ran += failures(copy)
    # Only what differs is rolled back.
    (copy.path / "stack/config/Pulumi.test.yaml").write_text("config:\n  orders:y: changed\n", encoding="utf-8")
    ran.append(copy.pants(*DEPLOY).ok())
    ran += reports(copy)
    kept = leaks(copy.path)
    ran.append(copy.pants(*DEPLOY, "--destroy").ok())
    watch.over.set()
    watch.join()

    displayed = [each.text for each in ran if any(form in each.text.encode() for form in FORBIDDEN)]
    assert (kept, leaks(copy.path), displayed) == ([], [], [])
    assert [line for line in watch.seen if any(form in line for form in FORBIDDEN)] == []
    assert any(b"pulumi" in line and b"config" in line for line in watch.seen), "the watch sees the runner's Pulumi"


def test_no_secret_at_hand(copy: Repository) -> None:
    """Without the variable nothing happens, and another machine's passphrase is reported with the line that it is for."""
    set_secret(copy, "password", PASSWORD).ok()
    for flags in ((), ("--preview",)):
        ran = copy.pants(*DEPLOY, *flags, env={"ORDERS_TOKEN": ""}, timeout=1800)
        assert (ran.code, re.sub(r"(?m)^\d.*\n", "", ran.err)) == (
            2,
            (
                f'pants deploy: {SHARED}:2: the environment variable ORDERS_TOKEN, which "orders:token" comes from, is'
                " not set.\nSet ORDERS_TOKEN, and run again.\n"
            ),
        )
    assert not (copy.path / ".pantstack/records").exists()

    (copy.path / ".pantstack/passphrase").unlink()
    other = (copy.pants(*DEPLOY), set_secret(copy, "password", "another-one"))

    line = next(number for number, text in enumerate(copy.read(OWN).splitlines(), 1) if "encryptionsalt" in text)
    output = (
        f"{OWN}:{line}: its secrets were encrypted with another passphrase than that of .pantstack/passphrase.\n"
        "Bring that passphrase here; or remove this line and the `secure` values, and set each again with --set-secret.\n"
    )
    assert [(each.code, each.err) for each in other] == [
        (2, f"orders  failed  {output}"),
        (2, f"pants deploy: {output}"),
    ]
