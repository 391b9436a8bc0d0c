"""PostgreSQL and Redis of a test's own: Debian's programs on the loopback address, with data in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Optional
from urllib.parse import quote

import pytest
from served import free_port

# With all that a URL has a meaning for.
PASSWORD = "p@ss:w/rd?#%&ü"  # noqa: S105  of a server on the loopback address, for the length of a test
# Another program may take a port that was free a moment ago.
ATTEMPTS = 3
_SECONDS = 60
# What makes a server safe against the loss of its machine makes tests slow.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL that answers.

    Attributes:
        url: of its database `postgres`, with user and password.
        certificate: the file of the authority that its certificate is signed by; it encrypts on request.
    """

    url: str
    certificate: Path


class RedisServer:
    """A Redis that a test may stop and start again.

    Attributes:
        url: where it listens, running or not.
    """

    def __init__(self, program: str, folder: Path, port: int) -> None:
        """Take where it will listen; nothing is started yet."""
        self.url = f"redis://127.0.0.1:{port}/0"
        self._port = port
        self._folder = folder
        settings = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "appendonly": "no"}
        self._command = [program, *(part for name, value in settings.items() for part in (f"--{name}", str(value)))]
        self._process: Optional[subprocess.Popen[bytes]] = None

    def start(self) -> None:
        """Start it, and wait until it answers; what it had kept is lost."""
        self._process = start_server(self._command, self._folder, None, self._answers)

    def stop(self) -> None:
        """End it; nothing happens if it has ended."""
        if self._process is not None:
            end_server(self._process, signal.SIGTERM)
            self._process = None

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=2) as link:
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
        return False


@contextlib.contextmanager
def postgresql() -> Iterator[PostgresServer]:
    """Run a PostgreSQL for the length of a block; the test is skipped where there is none, except in CI."""
    programs = _postgresql_programs()
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        password = folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        certify(folder)
        for path in (folder, *folder.iterdir()):
            if user:
                os.chown(path, user.pw_uid, user.pw_gid)
        data = folder / "data"
        make = [str(programs / "initdb"), f"--pgdata={data}", "--username=app", f"--pwfile={password}", "--no-sync"]
        _run([*make, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"], user)
        with _serving_postgresql(programs, folder, user) as port:
            url = f"postgresql://app:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/postgres"
            yield PostgresServer(url, folder / "server.crt")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[RedisServer]:
    """Run a Redis for the length of a block; the test is skipped where there is none, except in CI."""
    program = shutil.which("redis-server") or _missing("redis-server")
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        for attempt in range(ATTEMPTS):
            server = RedisServer(program, Path(folder), free_port())
            try:
                server.start()
                break
            except ChildProcessError:
                if attempt == ATTEMPTS - 1:
                    raise
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def _serving_postgresql(programs: Path, folder: Path, user: Optional[pwd.struct_passwd]) -> Iterator[int]:
    settings = [*_FAST, "ssl=on", f"ssl_cert_file={folder}/server.crt", f"ssl_key_file={folder}/server.key"]
    settings += ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
    for attempt in range(ATTEMPTS):
        port = free_port()
        command = [str(programs / "postgres"), f"-D{folder}/data", f"-p{port}", *(f"-c{each}" for each in settings)]
        ready = [str(programs / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={port}"]
        try:
            process = start_server(command, folder, user, lambda: subprocess.run(ready, check=False).returncode == 0)  # noqa: B023  called before the next
            break
        except ChildProcessError:
            if attempt == ATTEMPTS - 1:
                raise
    try:
        yield port
    finally:
        # Its fast shutdown: it closes connections instead of waiting for their ends.
        end_server(process, signal.SIGINT)


def _postgresql_programs() -> Path:
    """Return the folder with the newest PostgreSQL; Debian has none of it on PATH."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest = max(folders, key=lambda each: float(each.parent.name), default=None)
    found = shutil.which("postgres", path=newest and str(newest))
    return Path(found or _missing("postgresql")).resolve().parent


def _missing(package: str) -> NoReturn:
    reason = f"needs Debian's package `{package}`: apt-get install --no-install-recommends {package}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _unprivileged() -> Optional[pwd.struct_passwd]:
    """Return as whom PostgreSQL runs, which refuses root; None for oneself."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("PostgreSQL refuses root, and there is neither `postgres` nor `nobody`.")


def certify(folder: Path, name: str = "127.0.0.1") -> None:
    """Make a certificate that signs itself, for the loopback address or a name of it."""
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    kind = "DNS" if name.isalpha() else "IP"
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName={kind}:{name}", "-days", "2"]
    # No authority: some clients refuse that as a server.
    names += ["-addext", "basicConstraints=critical,CA:FALSE"]
    _run([*new, *names, "-keyout", str(folder / "server.key"), "-out", str(folder / "server.crt")], None)
    (folder / "server.key").chmod(0o600)


def _run(command: Sequence[str], user: Optional[pwd.struct_passwd]) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **_as_user(user))
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"


def _as_user(user: Optional[pwd.struct_passwd]) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def start_server(
    command: Sequence[str], folder: Path, user: Optional[pwd.struct_passwd], is_ready: Callable[[], bool]
) -> subprocess.Popen[bytes]:
    """Start a server, and wait until it is ready.

    Raises:
        ChildProcessError: if it ends instead.
    """
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_ended_with_us(), *command],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **_as_user(user),
        )
    deadline = time.monotonic() + _SECONDS
    while not is_ready():
        if process.poll() is not None:
            raise ChildProcessError(f"{command[0]} ended: {log.read_text(encoding='utf-8', errors='replace')}")
        if time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"{command[0]} does not answer")
        time.sleep(0.05)
    return process


def _ended_with_us() -> list[str]:
    """Return what makes a server end with the tests, should these be killed; Linux alone has it."""
    return ["setpriv", "--pdeathsig=INT"] if shutil.which("setpriv") else []


def end_server(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """End a server as it takes it best, and at last anyhow."""
    process.send_signal(number)
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
