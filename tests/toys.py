"""Toy modules: the real runner over small programs, whose starts and ends a test controls."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import Ran

from pantstack.deploy import platforms

SERVICE = """
import http.server, os, pathlib, time
here = pathlib.Path(os.environ["HERE"])
here.joinpath("starting").touch()
while here.joinpath("wait").exists():
    time.sleep(0.05)
class Handler(http.server.BaseHTTPRequestHandler):
    requests = 0
    def do_GET(self):
        Handler.requests += 1
        self.send_response(503 if os.environ.get("SICK") and Handler.requests > 1 else 200)
        self.end_headers()
        self.wfile.write(os.environ.get("A_BASE_URL", "").encode())
print("serving", flush=True)
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""
# Well where it is tried beside the one that runs, and sick where it stands in its place.
SICK_IN_PLACE = SERVICE.replace('os.environ.get("SICK")', "tried").replace(
    "class Handler", 'tried = here.joinpath("tried").exists()\nhere.joinpath("tried").touch()\nclass Handler'
)
PROGRAM = """
import os, pathlib, pulumi
from stack.infra.service import HttpService
here = pathlib.Path(__file__).parents[1]
service = HttpService("{name}", env={{"HERE": str(here)}})
pulumi.export("url", service.url)
"""


# As the backend writes it.
ENVIRONMENT: dict[str, Any] = {
    "name": "local",
    "platform": "local",
    "traits": dataclasses.asdict(platforms.traits("local")),
    "backend_url": None,
    "region": None,
    "requires_confirmation": False,
    "runs": "pex",
}


@dataclass(frozen=True)
class Toy:
    """A repository of toy modules for the real runner.

    Attributes:
        runner: the runner's PEX.
    """

    root: Path
    runner: Path

    def plan(self, action: str, modules: Sequence[str], changes: Mapping[str, Any]) -> Path:
        """Write a plan; b depends on a."""
        planned = [self._module(name, str(changes.get("text", SERVICE))) for name in modules]
        environment = {**ENVIRONMENT, **changes.get("environment", {})}
        plan = {
            "version": 2,
            "context": {"root": str(self.root), "environment": environment},
            "request": {
                "action": action,
                "modules": planned[::-1] if action == "destroy" else planned,
                **{name: value for name, value in changes.items() if name not in {"text", "environment"}},
            },
        }
        content = json.dumps(plan).encode()
        path = self.root / ".pantstack" / "plans" / f"{hashlib.sha256(content).hexdigest()}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def _module(self, name: str, text: str) -> dict[str, Any]:
        folder = self.root / "modules" / name
        (folder / "infrastructure").mkdir(parents=True, exist_ok=True)
        (folder / "infrastructure" / "__main__.py").write_text(PROGRAM.format(name=name), encoding="utf-8")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        pex = f".pantstack/artifacts/{sha256}/api.pex"
        (self.root / pex).parent.mkdir(parents=True, exist_ok=True)
        (self.root / pex).write_text(text, encoding="utf-8")
        needs = ["a"] if name == "b" else []
        return {
            "name": name,
            "path": f"modules/{name}",
            "infrastructure": f"modules/{name}/infrastructure",
            "depends_on": needs,
            "after": needs,
            "artifacts": [{"kind": "pex", "name": "api", "path": pex, "digest": f"sha256:{sha256}"}],
        }

    def start(self, action: str, *modules: str, **changes: Any) -> subprocess.Popen[str]:  # noqa: ANN401 - JSON
        """Start the runner."""
        return subprocess.Popen(
            (str(self.runner), str(self.plan(action, modules, changes))),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, action: str, *modules: str, **changes: Any) -> Ran:  # noqa: ANN401 - JSON
        """Run it to its end."""
        return ended(self.start(action, *modules, **changes))

    def hold(self, name: str) -> None:
        """Let a module's service wait before it listens, until `release`."""
        folder = self.root / "modules" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "starting").unlink(missing_ok=True)
        (folder / "wait").touch()

    def release(self, name: str) -> None:
        """Let it listen."""
        (self.root / "modules" / name / "wait").unlink(missing_ok=True)

    def is_starting(self, name: str) -> bool:
        """Whether a module's service was started."""
        return (self.root / "modules" / name / "starting").exists()

    def processes(self, kind: str) -> list[int]:
        """The toy's processes of a kind: "runner", "child", "pulumi", "provider" or "service"."""
        found: dict[str, list[int]] = {}
        sessions = set()
        lines = _ps()
        for pid, session, name, args in lines:
            if str(self.root) in args:
                known = "service" if "/artifacts/" in args else "child" if name == "deploy-module" else "runner"
                found.setdefault(known, []).append(pid)
                if known == "child":
                    sessions.add(session)
        for pid, session, _, args in lines:
            if session in sessions and str(self.root) not in args:
                found.setdefault("provider" if "pulumi.dynamic" in args else "pulumi", []).append(pid)
        return found.get(kind, [])

    def url(self, name: str) -> str:
        """Where a module answers, as its last deploy reported."""
        (path,) = sorted((self.root / ".pantstack/records/local" / name).glob("*.json"))[-1:]
        return str(json.loads(path.read_text(encoding="utf-8"))["outputs"]["url"])

    def locks(self) -> list[Path]:
        """Pulumi's locks."""
        return list((self.root / ".pantstack/state/local/.pulumi/locks").rglob("*.json"))


def _ps() -> list[tuple[int, int, str, str]]:
    """Number, session, name and arguments of all running processes."""
    columns = "pid=,sess=,stat=,comm=,args="
    output = subprocess.run(("ps", "-eo", columns), capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 4) for line in output.splitlines()]
    return [(int(pid), int(session), name, args) for pid, session, stat, name, args in rows if stat[0] != "Z"]


def ended(process: subprocess.Popen[str]) -> Ran:
    """What a runner left, once it has ended."""
    out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out, err)


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def without_ports(text: str) -> str:
    """A text without what differs between two runs."""
    text = re.sub(r"127\.0\.0\.1:\d+", "URL", text)
    text = re.sub(r"process \d+ of \S+( on \S+?)?, since [\d:-]+( [\d:]+)?", "process N", text)
    return re.sub(r"/\S.*/the toy/", "", text)


CREATED = "a  create a-port\na  create a-service\n"
UP = "a  up  http://URL\n"
FREED = "a  removed a stale lock of process N, which has ended\n"
