"""The product as a user has it: the real `./pants` in a temporary copy of the repository."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

ROOT = Path(__file__).resolve().parent.parent
# Who uses whom in the living example.
_LIBRARIES = [f"stack/libs/{name}" for name in ("caching", "common", "database", "observability", "security", "web")]
PRODUCT_USES = sorted(
    [(f"modules/{name}", library) for name in ("inventory", "orders", "shipping") for library in _LIBRARIES]
    + [("modules/shipping", "modules/inventory"), ("modules/shipping", "modules/orders")]
)
# What a developer's shell may carry and a newcomer's does not.
_FOREIGN = re.compile(r"^(PANTS_|PANTSTACK_LAUNCHER|PULUMI_|AWS_|PYTHON|PEX_|VIRTUAL_ENV|MAKE|MFLAGS|M$|ENV$)")


@dataclass(frozen=True)
class Ran:
    """What a command left behind.

    Attributes:
        out: its standard output.
        err: its standard error.
    """

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Both streams, for messages of failed assertions."""
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"

    def ok(self) -> Ran:
        """This result, after an assertion that the command succeeded."""
        assert self.code == 0, self.text
        return self


@dataclass(frozen=True)
class Repository:
    """A copy of this repository, with a git history of one commit.

    Attributes:
        path: its root; the path has a space on purpose.
        variables: environment variables for every command run in it.
    """

    path: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(self, *argv: str, env: Optional[Mapping[str, str]] = None, timeout: int = 900, cwd: str = ".") -> Ran:
        """Run a command in the copy and wait for it.

        Args:
            *argv: the command, no shell.
            env: further environment variables.
            timeout: seconds until the test fails.
            cwd: where to run it, relative to the copy.
        """
        clean = {name: value for name, value in os.environ.items() if not _FOREIGN.match(name)}
        # The tests' own virtual environment is not what a user has on PATH.
        clean["PATH"] = os.pathsep.join(
            entry for entry in clean["PATH"].split(os.pathsep) if not (Path(entry).parent / "pyvenv.cfg").exists()
        )
        done = subprocess.run(
            argv,
            cwd=self.path / cwd,
            env={**clean, **self.variables, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def pants(self, *argv: str, env: Optional[Mapping[str, str]] = None, timeout: int = 900) -> Ran:
        """Run `./pants` as a user does, without color and progress bars."""
        return self.run("./pants", *argv, env=env, timeout=timeout)

    def read(self, path: str) -> str:
        """The text of a file of the copy."""
        return (self.path / path).read_text(encoding="utf-8")

    def changes(self) -> list[str]:
        """What `git status` says of the copy, a line a path, ignored files left out."""
        return self.run("git", "status", "--porcelain", "--untracked-files=all").ok().out.splitlines()

    @contextlib.contextmanager
    def planted(self, files: Mapping[str, str]) -> Iterator[None]:
        """Write files for the length of a block, then put back what was there.

        Args:
            files: text by path, relative to the copy.
        """
        before = {path: self.read(path) if (self.path / path).exists() else None for path in files}
        made: list[Path] = []
        for path, text in files.items():
            target = self.path / path
            made += [parent for parent in target.parents if not parent.exists()]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            for path, text_before in before.items():
                if text_before is None:
                    (self.path / path).unlink()
                else:
                    (self.path / path).write_text(text_before, encoding="utf-8")
            for folder in sorted(made, key=lambda each: -len(each.parts)):
                shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def planted_in_backend(self, files: Mapping[str, str]) -> Iterator[None]:
        """As `planted`, for files of the backend: a daemon loads them when it starts, and notices changes late."""
        try:
            with self.planted(files):
                self.end_daemon()
                yield
        finally:
            self.end_daemon()

    def close(self) -> None:
        """End what a test may have left running: deployed services, then the daemon of Pants."""
        if (self.path / ".pantstack").exists():
            for name in ("local", "test"):
                self.pants("deploy", f"--env={name}", "--destroy", "modules::")
        self.end_daemon()

    def end_daemon(self) -> None:
        """End the daemon of Pants, if one runs."""
        for pid_file in self.path.glob(".pids/**/pid"):
            with contextlib.suppress(ProcessLookupError, ValueError):
                _end(int(pid_file.read_text().split()[0]))


def report(ran: Ran) -> str:
    """What our checker reports in a run: its block of the log, without the line that says what was checked."""
    block = re.search(r"pantstack (?:failed|succeeded)[^\n]*\n(.*?)\n\n", ran.err, re.DOTALL)
    assert block, ran.text
    return re.sub(r"^\d+ imports? in .*\n?", "", f"{block[1]}\n", flags=re.MULTILINE)


def product_uses(repository: Repository) -> list[tuple[str, str]]:
    """Which module uses which, below `modules/`."""
    graph = json.loads(repository.pants("modules", "--format=json").ok().out)
    edges = [(edge["source"], edge["target"]) for edge in graph["edges"]]
    return [edge for edge in edges if edge[0].startswith("modules/")]


def end_group(process: subprocess.Popen[str]) -> None:
    """End a process that leads a session, and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    for _ in range(50):
        time.sleep(0.1)
        os.kill(pid, 0)
    os.kill(pid, signal.SIGKILL)


def copy_repository(target: Path, variables: Optional[Mapping[str, str]] = None) -> Repository:
    """Copy what git tracks, or would, into a fresh repository.

    Args:
        target: a folder that does not exist yet.
        variables: environment variables for every command run in the copy.
    """
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for path in filter(None, listed.split("\0")):
        if (ROOT / path).exists():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target / path, follow_symlinks=False)
    _git("init", "-q", "-b", "main", cwd=target)
    _git("add", "-A", cwd=target)
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    _git(*who, "commit", "-q", "-m", "Start", cwd=target)
    return Repository(target, dict(variables or {}))


def _git(*argv: str, cwd: Path) -> str:
    command: Sequence[str] = ("git", *argv)
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout
