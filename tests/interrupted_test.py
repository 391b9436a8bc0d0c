"""Deploys that are cancelled, killed or doubled: the real engine, real processes; the next run heals."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import end_group
from toys import CREATED, ENVIRONMENT, FREED, SERVICE, SICK_IN_PLACE, UP, Toy, ended, until, without_ports


def test_a_state_of_another_version(toy: Toy) -> None:
    """What another version of `stack/infra` deployed is reported as that, with what to do, and left as it is."""
    toy.run("up", "a").ok()
    path = toy.root / ".pantstack/state/local/.pulumi/stacks/a/local.json"
    state = path.read_text(encoding="utf-8")
    moved = base64.b64encode(b"cstack.infra.processes.providers\nProcessProvider\n.").decode()
    path.write_text(re.sub(r'("__provider": *)"[^"]+"', rf'\1"{moved}"', state), encoding="utf-8")

    ran = toy.run("destroy", "a")

    path.write_text(state, encoding="utf-8")
    toy.run("destroy", "a").ok()
    assert (ran.code, ran.err) == (
        1,
        (
            "a  failed  a-service: it was deployed by another version of stack/infra, and this one cannot read its state.\n"
            f"Destroy it with the version that deployed it (--destroy), then deploy again.\n{LOG}\n"
        ),
    )


def test_together_and_in_order(toy: Toy) -> None:
    """Modules that do not need each other go at the same time; the others find those that they need."""
    toy.hold("a")
    toy.hold("c")
    run = toy.start("up", "a", "b", "c", events="events.json")
    until(lambda: toy.is_starting("a") and toy.is_starting("c"), "a and c go at the same time")
    for name in "ac":
        toy.release(name)
    ran = ended(run).ok()

    lines = without_ports(ran.out).splitlines()
    assert sorted(lines) == sorted(
        f"{name}  {what}"
        for name in "abc"
        for what in (f"create {name}-port", f"create {name}-service", "up  http://URL")
    )
    assert lines.index("a  up  http://URL") < lines.index("b  create b-port")
    events = [json.loads(line) for line in (toy.root / "events.json").read_text(encoding="utf-8").splitlines()]
    assert {event["version"] for event in events} == {1}
    assert [event["event"] for event in events if event.get("module") == "b"] == ["begin", "step", "step", "done"]
    assert (events[0]["event"], events[-1]["event"], events[-1]["code"]) == ("started", "finished", 0)

    down = toy.run("destroy", "a", "b", "c").ok().out.splitlines()
    assert down.index("b  down") < down.index("a  delete a-service")
    assert toy.processes("service") == []


def test_a_failure_stops_only_what_needs_it(toy: Toy) -> None:
    """If a fails, b is skipped, c comes up, and the exit code is 1."""
    (toy.root / "modules/a").mkdir(parents=True)
    plan = toy.plan("up", "abc", {})
    (toy.root / "modules/a/infrastructure/__main__.py").write_text("raise ValueError('no')\n", encoding="utf-8")
    done = subprocess.run((str(toy.runner), str(plan)), capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert sorted(without_ports(done.stdout).splitlines()) == [
        "b  skipped  a failed",
        "c  create c-port",
        "c  create c-service",
        "c  up  http://URL",
    ]
    assert done.stderr == (
        "a  failed  modules/a/infrastructure/__main__.py:1: ValueError: no\n"
        "The whole log: .pantstack/logs/local/a.deploy.log\n"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cancelled(toy: Toy, number: signal.Signals) -> None:
    """A signal cancels in order: no lock, no process, nothing half; what had not begun is skipped."""
    toy.hold("a")
    run = toy.start("up", "a", "b")
    until(lambda: toy.is_starting("a"), "the service starts")

    run.send_signal(number)
    ran = ended(run)

    # What Pulumi tells may arrive after the signal.
    output = sorted(without_ports(ran.out).splitlines())
    assert (ran.code, output) == (1, sorted([*CREATED.splitlines(), "a  cancels", "b  skipped  interrupted"]))
    assert ran.err.startswith("a  failed  a-service: a was not healthy yet when the deploy was cancelled.\n")
    assert toy.locks() == []
    assert [toy.processes(kind) for kind in ("child", "pulumi", "provider", "service")] == [[], [], [], []]


KILLED = "a  failed  {}\nDeploy again; what it left is cleaned up.{}\n"
LOG = "The whole log: .pantstack/logs/local/a.deploy.log"
ENDED = "a  ended what an interrupted deploy had left running\n"


@pytest.mark.parametrize(
    ("victims", "output", "lines"),
    [
        (["runner"], "", ("",)),
        (["child"], KILLED.format("its process was killed (SIGKILL)", f" {LOG}"), (FREED,)),
        (["pulumi"], KILLED.format("Pulumi was killed (SIGKILL)", f"\n{LOG}"), (FREED,)),
        (["provider"], f"a  failed  a-service: error reading from server: EOF\n{LOG}\n", ("",)),
        (["runner", "child", "pulumi", "provider"], "", (FREED, ENDED + FREED)),
    ],
    ids=["runner", "child", "pulumi", "provider", "all"],
)
def test_killed(toy: Toy, victims: list[str], output: str, lines: tuple[str, ...]) -> None:
    """Whoever is killed while a service starts: the next run comes up, on the same port, and leaves one service."""
    toy.hold("a")
    run = toy.start("up", "a")
    until(lambda: toy.is_starting("a"), "the service starts")
    for pid in [pid for kind in victims for pid in toy.processes(kind)]:
        os.kill(pid, signal.SIGKILL)
    ran = ended(run)
    # Without its runner the process of the module cancels by itself.
    until(lambda: not toy.processes("child"), "the module's process ends")
    toy.release("a")

    again = toy.run("up", "a").ok()

    assert ran.code == (-9 if "runner" in victims else 1)
    assert ran.err == output
    assert without_ports(again.out) in {f"{each}a  create a-service\n{UP}" for each in lines}
    assert len(toy.processes("service")) == 1
    assert toy.run("destroy", "a").ok().out == "a  delete a-service\na  delete a-port\na  down\n"
    assert [toy.processes(kind) for kind in ("child", "pulumi", "provider", "service")] == [[], [], [], []]
    assert toy.locks() == []


def test_a_killed_start_and_then_destroy(toy: Toy) -> None:
    """A service that nobody remembers, as its provider was killed, ends with its port."""
    toy.hold("a")
    run = toy.start("up", "a")
    until(lambda: toy.is_starting("a"), "the service starts")
    for pid in toy.processes("provider"):
        os.kill(pid, signal.SIGKILL)
    ended(run)
    assert len(toy.processes("service")) == 1

    assert toy.run("destroy", "a").ok().out == "a  delete a-port\na  down\n"
    assert toy.processes("service") == []


def test_a_service_that_died(toy: Toy) -> None:
    """A service that died is started again though nothing changed, where it was before."""
    toy.run("up", "a").ok()
    before = toy.url("a")
    (pid,) = toy.processes("service")
    os.kill(pid, signal.SIGKILL)

    again = toy.run("up", "a").ok()

    assert again.out == f"a  create a-service\na  up  {before}\n"
    assert toy.processes("service") != [pid]
    toy.run("destroy", "a").ok()


def test_two_at_once(toy: Toy) -> None:
    """A second deploy of a module waits for the first and says so; a third that is cancelled just goes."""
    toy.hold("a")
    first = toy.start("up", "a")
    until(lambda: toy.is_starting("a"), "the first one is at work")
    second, third = toy.start("up", "a"), toy.start("up", "a", jobs=1)
    for each in (second, third):
        assert each.stdout is not None
        assert re.fullmatch(
            r"a  waits for another deploy of it \(process \d+ of \S+, since [\d:]+\)\n", each.stdout.readline()
        )
    third.send_signal(signal.SIGINT)
    cancelled = ended(third)
    toy.release("a")

    assert (cancelled.code, cancelled.out) == (1, "a  cancels\n")
    assert without_ports(cancelled.err) == (
        "a  failed  cancelled while it waited for another deploy of it (process N).\nDeploy again when that has ended.\n"
    )
    assert without_ports(ended(first).ok().out) == CREATED + UP
    assert without_ports(ended(second).ok().out) == f"a  no change\n{UP}"
    toy.run("destroy", "a").ok()


def test_a_lock_of_pulumi_itself(toy: Toy) -> None:
    """A lock that a process at work holds stays, with or without --unlock; one of another machine goes by --unlock."""
    toy.run("up", "a").ok()
    folder = toy.root / ".pantstack/state/local/.pulumi/locks/organization/a/local"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 1))
    output = {"pid": os.getpid(), "username": "me", "hostname": socket.gethostname(), "timestamp": stamp}
    lock = folder / "x.json"
    for unlock in (False, True):
        lock.write_text(json.dumps(output), encoding="utf-8")
        ran = toy.run("up", "a", unlock=unlock, force=True)
        assert (ran.code, ran.out) == (1, "")
        assert without_ports(ran.err) == (
            "a  failed  the stack is locked by process N, which is at work.\nWait for it, or end it.\n"
        )
    lock.write_text(json.dumps({**output, "hostname": "other"}), encoding="utf-8")
    assert toy.run("up", "a", force=True).code == 1
    freed = toy.run("up", "a", unlock=True, force=True).ok()
    assert without_ports(freed.out) == f"a  removed the lock of process N\na  no change\n{UP}"
    toy.run("destroy", "a").ok()


def test_a_sick_service(toy: Toy) -> None:
    """A service that is sick after its start fails its deploy, and the last one is back."""
    toy.run("up", "a").ok()

    ran = toy.run("up", "a", text=SICK_IN_PLACE)

    assert ran.code == 1
    record = re.search(r"rolls back to (\S+)", ran.out)
    assert record, ran.text
    assert ran.out == f"a  replace a-service\na  rolls back to {record[1]}\na  replace a-service\n"
    assert without_ports(ran.err) == (
        "a  failed  smoke test failed: GET http://URL/health answers 503.\n"
        f"Look at --logs, fix it, then deploy again.\nBack is {record[1]}.\n"
    )
    assert without_ports(toy.run("up", "a").ok().out) == f"a  no change\n{UP}"
    toy.run("destroy", "a").ok()


def test_a_service_that_does_not_start(toy: Toy) -> None:
    """What does not even start does not end what runs, whether the environment wants a rollback or not."""
    toy.run("up", "a").ok()
    (pid,) = toy.processes("service")

    for rolls in (True, False):
        ran = toy.run("up", "a", text="raise SystemExit('no database')", environment={"auto_rollback": rolls})
        assert (ran.code, ran.out) == (1, "a  replace a-service\n")
        assert STAMP.sub("STAMP", without_ports(ran.err)) == (
            "a  failed  a-service: a ended with exit code 1 before it was healthy.\n"
            f"The end of its log, .pantstack/logs/local/a.log:\n  | no database\n{LOG}\nStill running is STAMP.\n"
        )
        assert toy.processes("service") == [pid]

    assert without_ports(toy.run("up", "a").ok().out) == f"a  no change\n{UP}"
    assert toy.processes("service") == [pid]
    toy.run("destroy", "a").ok()


def test_a_service_that_never_listens(toy: Toy) -> None:
    """The wait for health is bounded, and what the service wrote is shown."""
    text = "print('no database', flush=True); import time; time.sleep(60)"
    environment = {**os.environ, "PANTSTACK_HEALTH_TIMEOUT": "2"}
    done = subprocess.run(
        (str(toy.runner), str(toy.plan("up", "a", {"text": text}))),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert re.fullmatch(
        r"a  failed  a-service: a was not healthy within 2 s: GET /health on port \d+ fails \(.*\)\.\n"
        r"The end of its log, .pantstack/logs/local/a\.log:\n  \| no database\n" + re.escape(LOG) + r"\n",
        without_ports(done.stderr),
    ), done.stderr
    assert toy.run("logs", "a").ok().out == "a  log  .pantstack/logs/local/a.log, the last line\n  | no database\n"
    assert toy.processes("service") == []


STAMP = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
NO_RECORD = (
    "a  failed  {}/.pantstack/records/local/a/STAMP.json: the record cannot be written ({}).\n"
    "Free disk space or fix the permissions there, then deploy again.\n"
)


@pytest.mark.parametrize(
    ("folder", "displayed", "fact"),
    [("/proc/no", "/proc/no", "No such file or directory"), ("{}/file/state", "file/state", "Not a directory")],
)
def test_a_folder_that_cannot_be_written(toy: Toy, folder: str, displayed: str, fact: str) -> None:
    """A folder for states that cannot be written is reported before anything starts."""
    (toy.root / "file").touch()

    ran = toy.run("up", "a", environment={"backend_url": f"file://{folder.format(toy.root)}"})

    assert (ran.code, ran.out, STAMP.sub("STAMP", ran.err)) == (1, "", NO_RECORD.format(displayed, fact))
    assert toy.processes("service") == []


@pytest.fixture(name="small")
def _small(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    argv = ("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder))
    if os.getuid() != 0 or subprocess.run(argv, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(("umount", "-l", str(folder)), check=True)


def fill(folder: Path) -> None:
    """Fill a disk up to its last block."""
    with contextlib.suppress(OSError), (folder / "fill").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def test_a_full_disk(toy: Toy, small: Path) -> None:
    """A disk that is full before or becomes full meanwhile is reported; once there is room the next run heals."""
    environment = {"backend_url": f"file://{small}/state"}
    toy.hold("a")
    run = toy.start("up", "a", environment=environment)
    until(lambda: toy.is_starting("a"), "the service starts")
    fill(small)
    toy.release("a")
    meanwhile = ended(run)
    fill(small)
    before = toy.run("up", "a", environment=environment, force=True)
    (small / "fill").unlink()

    assert meanwhile.code == 1
    assert "o space left on device" in meanwhile.err
    assert "Free disk space or fix the permissions there, then deploy again.\n" in meanwhile.err
    assert (before.code, before.out, STAMP.sub("STAMP", before.err)) == (
        1,
        "",
        NO_RECORD.format(f"{small}/state", "No space left on device"),
    )
    assert without_ports(toy.run("up", "a", environment=environment).ok().out).endswith(UP)
    assert len(toy.processes("service")) == 1
    toy.run("destroy", "a", environment=environment).ok()
    assert toy.processes("service") == []


def test_the_runner_of_a_closed_terminal(toy: Toy) -> None:
    """That nobody reads what is shown does not end a deploy."""
    run = toy.start("up", "a")
    assert run.stdout is not None
    run.stdout.close()

    assert run.wait(timeout=120) == 0
    assert len(toy.processes("service")) == 1
    end_group(run)
    toy.run("destroy", "a").ok()


def test_a_corrupted_record(toy: Toy) -> None:
    """A record that was cut short is reported, nobody takes an older one for it, and the next deploy heals."""
    toy.run("up", "a").ok()
    folder = toy.root / ".pantstack/records/local/a"
    (first,) = folder.iterdir()
    other = SERVICE + "# another\n"
    toy.run("up", "a", text=other).ok()
    second = max(folder.iterdir())
    second.write_text(second.read_text(encoding="utf-8")[:200], encoding="utf-8")
    reported = f"pants deploy: .pantstack/records/local/a/{second.name}: is not a record: Invalid JSON: "

    report = toy.run("history", "a", environments=[ENVIRONMENT]).ok()
    assert report.err.startswith(reported)
    assert len(report.out.splitlines()) == 2
    pruned = toy.run("prune", "a", environments=[ENVIRONMENT], selected=["local"], keep=1, runner="runner.pex")
    assert (pruned.code, pruned.out.splitlines()[-1], first.exists()) == (1, "prune  nothing to remove", True)

    failed = toy.run("up", "a", text=SICK_IN_PLACE)
    assert failed.err.splitlines()[-1].startswith("Nothing was brought back: .pantstack/records/local/a/")
    assert without_ports(toy.run("up", "a", text=other).ok().out) == f"a  replace a-service\n{UP}"
    toy.run("destroy", "a").ok()


def test_nothing_comes_back_that_was_taken_down(toy: Toy) -> None:
    """A service that is sick at once after it had been taken down does not bring back what stood there before."""
    toy.run("up", "a").ok()
    toy.run("destroy", "a").ok()
    sick = SERVICE.replace('os.environ.get("SICK")', "True")

    ran = toy.run("up", "a", text=sick, environment={"auto_rollback": True})

    assert (ran.code, without_ports(ran.out)) == (1, CREATED)
    assert STAMP.sub("STAMP", ran.err.splitlines()[-1]) == (
        "Nothing was brought back: a in local was taken down since its last good deploy (STAMP)."
    )
    back = toy.run("up", "a", rollback=True).ok()
    source, _, rest = STAMP.sub("STAMP", without_ports(back.out)).partition("\n")
    assert (source.partition("  sha256:")[0], rest) == ("a  as on STAMP  api", f"a  replace a-service\n{UP}")
    toy.run("destroy", "a").ok()


def test_a_full_disk_under_the_repository(toy: Toy, small: Path) -> None:
    """Where nothing at all can be written two lines say so, and once there is room the next run comes up."""
    there = Toy(small / "the toy", toy.runner)
    shutil.copytree(toy.root, there.root)
    plan = there.plan("up", "a", {})
    fill(small)

    full = subprocess.run((str(toy.runner), str(plan)), capture_output=True, text=True, check=False)
    (small / "fill").unlink()

    assert (full.returncode, full.stdout) == (1, "")
    assert full.stderr == (
        "pants deploy: .pantstack/passphrase: cannot be written (No space left on device).\n"
        "Free disk space or fix the permissions there, then deploy again.\n"
    )
    assert without_ports(there.run("up", "a").ok().out) == CREATED + UP
    there.run("destroy", "a").ok()
