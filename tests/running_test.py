"""What runs on this machine, whatever states and records say of it: the real engine, real processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess

from toys import ENVIRONMENT, SERVICE, UP, Toy, ended, until, without_ports

STATE = ".pantstack/state/local/.pulumi/stacks/a/local.json"


def states(toy: Toy) -> list[tuple[str, ...]]:
    """Module, environment, state and result, as `--status` reports them."""
    ran = toy.run("status", "a", environments=[ENVIRONMENT], include_removed=True).ok()
    return [tuple(line.split()[:4]) for line in ran.out.splitlines()[1:]]


def test_a_lost_state(toy: Toy) -> None:
    """What no state knows of any more is neither up nor down, and a deploy or a destroy ends it."""
    toy.run("up", "a").ok()
    address = toy.url("a")
    (pid,) = toy.processes("service")
    (toy.root / STATE).unlink()

    reported = toy.run("status", "a", environments=[ENVIRONMENT], include_removed=True).ok()
    assert reported.err == (
        f"pants deploy: a in local: process {pid} runs, and no state knows of it.\n"
        "Deploy the module again, or take it down by --destroy.\n"
    )
    assert states(toy) == [("a", "local", "unknown", "succeeded")]
    again = toy.run("up", "a").ok()
    assert again.out.splitlines()[-1] == f"a  up  {address}"
    (other,) = toy.processes("service")

    for folder in ("records", "state"):
        shutil.rmtree(toy.root / ".pantstack" / folder)
    assert states(toy) == [("a", "local", "unknown", "-")]
    down = toy.run("destroy", "a").ok()
    assert down.out == f"a  ended process {other}, of which its state knew nothing\na  down\n"
    assert (pid == other, toy.processes("service")) == (False, [])
    assert toy.run("destroy", "a").ok().out == "a  down  it was not up\n"


def test_a_copied_work_tree(toy: Toy) -> None:
    """A copy has the state of another work tree and not its services: it neither reports nor ends them."""
    toy.run("up", "a").ok()
    running = toy.processes("service")
    copy = Toy(toy.root.parent / "the copy", toy.runner)
    subprocess.run(("cp", "-a", toy.root, copy.root), check=True)

    assert (states(copy), states(toy)) == ([("a", "local", "down", "succeeded")], [("a", "local", "up", "succeeded")])
    assert copy.run("destroy", "a").code == 0
    assert toy.processes("service") == running

    shutil.rmtree(copy.root)
    subprocess.run(("cp", "-a", toy.root, copy.root), check=True)
    assert copy.run("up", "a").code == 0
    assert (copy.url("a") != toy.url("a"), len(copy.processes("service"))) == (True, 1)
    assert [states(each) for each in (copy, toy)] == [[("a", "local", "up", "succeeded")]] * 2
    assert copy.run("destroy", "a").code == 0
    assert (copy.processes("service"), toy.processes("service")) == ([], running)
    toy.run("destroy", "a").ok()


def test_a_moved_work_tree(toy: Toy) -> None:
    """What a work tree has started is still its own after it was moved."""
    toy.run("up", "a").ok()
    moved = Toy(toy.root.with_name("the moved toy"), toy.runner)
    (pid,) = toy.processes("service")
    toy.root.rename(moved.root)

    assert states(moved) == [("a", "local", "up", "succeeded")]
    assert moved.run("destroy", "a").ok().out.splitlines()[-1] == "a  down"
    moved.root.rename(toy.root)
    assert pid not in toy.processes("service")


def test_a_service_that_hangs(toy: Toy) -> None:
    """What is alive and does not answer is replaced by the next deploy, where it was; what is well is left alone."""
    toy.run("up", "a").ok()
    address = toy.url("a")
    (pid,) = toy.processes("service")
    os.kill(pid, signal.SIGSTOP)

    assert states(toy) == [("a", "local", "down", "succeeded")]
    assert toy.run("refresh", "a").out == "a  drift  a-service differs\na  refresh  1 drift\n"
    assert toy.run("up", "a").ok().out == f"a  replace a-service\na  up  {address}\n"

    (other,) = toy.processes("service")
    assert other != pid
    assert without_ports(toy.run("up", "a").ok().out) == f"a  no change\n{UP}"
    assert toy.run("up", "a", restart=True).ok().out == f"a  replace a-service\na  up  {address}\n"
    assert toy.processes("service") != [other]
    toy.run("destroy", "a").ok()


def test_a_first_service_that_is_sick(toy: Toy) -> None:
    """Where nothing was good before there is nothing to bring back, and no word about that."""
    ran = toy.run("up", "a", text=SERVICE.replace('os.environ.get("SICK")', "True"))

    assert (ran.code, without_ports(ran.err)) == (
        1,
        (
            "a  failed  smoke test failed: GET http://URL/health answers 503.\n"
            "Look at --logs, fix it, then deploy again.\n"
        ),
    )
    toy.run("destroy", "a").ok()


def test_a_kill_while_the_new_one_is_tried(toy: Toy) -> None:
    """Whoever is killed then, what ran goes on; the next deploy ends what was tried, and one service is left."""
    toy.run("up", "a").ok()
    (old,) = toy.processes("service")
    toy.hold("a")
    changed = SERVICE + "# changed\n"
    run = toy.start("up", "a", text=changed)
    until(lambda: toy.is_starting("a"), "the new one is tried")
    for pid in [pid for kind in ("runner", "child", "pulumi", "provider") for pid in toy.processes(kind)]:
        os.kill(pid, signal.SIGKILL)
    ended(run)
    tried = [pid for pid in toy.processes("service") if pid != old]
    toy.release("a")

    assert len(tried) == 1
    assert toy.run("up", "a", text=changed).ok().out.endswith(f"a  up  {toy.url('a')}\n")
    (new,) = toy.processes("service")
    assert new not in {old, *tried}
    toy.run("destroy", "a").ok()
    assert toy.processes("service") == []
