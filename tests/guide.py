"""The guide, walked once: each of its commands, in the order of the page, in a copy of the repository."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field

from harness import Ran, Repository, end_group
from pages import GUIDE, commands
from served import free_port, health, title
from toys import until

REQUIREMENTS = "3rdparty/python"
MODULE = "modules/billing"


@dataclass
class Walk:
    """What the guide's commands did.

    Attributes:
        ran: each command, and what it left behind.
        made: the files that the first command made or changed, by path.
        requirements: requirements and lockfiles after each command, by path.
        served: what the server with hot reload answered before and after an edit.
    """

    repository: Repository
    ran: dict[str, Ran] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    requirements: dict[str, dict[str, bytes]] = field(default_factory=dict)
    served: list[str] = field(default_factory=list)

    def go(self) -> None:
        """Run every command of the page."""
        for command in commands(GUIDE):
            if " --reload " in command:
                self.served = _served(self.repository, command)
                self.ran[command] = Ran(0, "", "")
                continue
            self.ran[command] = self.repository.run("bash", "-c", command)
            self.requirements[command] = self._requirements()
            if not self.made:
                paths = [line[3:].strip('"') for line in self.repository.changes()]
                self.made = {path: self.repository.read(path) for path in paths}

    def command(self, start: str) -> Ran:
        """Return what the one command did that starts like this, whatever its exit code.

        Raises:
            AssertionError: if the page has no such command, or several.
        """
        (found,) = [ran for command, ran in self.ran.items() if command == start]
        return found

    def changed_requirements(self, command: str) -> list[str]:
        """List the requirements and lockfiles that a command changed."""
        order = list(self.requirements)
        before = self.requirements[order[order.index(command) - 1]]
        after = self.requirements[command]
        return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))

    def module(self, path: str) -> str:
        """Return a file of the new module as it was made; absent files fail the test."""
        return self.made[f"{MODULE}/{path}"]

    def _requirements(self) -> dict[str, bytes]:
        root = self.repository.path
        files = (path for path in (root / REQUIREMENTS).rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def _served(repository: Repository, command: str) -> list[str]:
    """Start a server that reloads, ask for its health, edit what it is called, and wait until it is called that."""
    port = free_port()
    # The page's port may be taken on the machine that runs the tests.
    command = re.sub(r"--port \d+", f"--port {port}", command)
    server = subprocess.Popen(
        ("bash", "-c", command),
        cwd=repository.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    main = repository.path / MODULE / "backend/api/main.py"
    text = main.read_text(encoding="utf-8")
    first = health(port)
    main.write_text(text.replace("Billing Service", "Edited Service"), encoding="utf-8")
    until(lambda: title(port) == "Edited Service", "it serves what was edited")
    second = title(port)
    main.write_text(text, encoding="utf-8")
    end_group(server)
    return [first, second]
