"""Installs Pants and builds PEX's command line into the launcher's cache.

Run by `./pants` when its cache has no complete entry; standard library only, any CPython from 3.7 on.
One process at a time works on an entry (a lock that the system releases however its owner ends), and the entry is
marked complete last: an interruption at any moment is repaired by the next start.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from interpreters import SetupError, find_interpreter

WHEEL_INDEX = "https://wheels.pantsbuild.org/simple/"
# A folder of this user's at a path that is the same on every machine: links to interpreters are kept there.
INTERPRETERS = "/var/tmp/pantstack-interpreters"  # noqa: S108  used where it belongs to who runs this
# Runs Pants with an interpreter whose path says nothing of the machine, as far as that is possible.
SERVER = """#!/bin/sh
python={python}
link={folder}/{name}
mkdir -m 700 {folder} 2>/dev/null
if [ -O {folder} ] && ! [ -L {folder} ]; then
  [ -x "$link" ] || ln -sfn "$python" "$link" 2>/dev/null
  if [ "$(readlink "$link")" = "$python" ]; then python=$link; fi
fi
exec "$python" {script} "$@"
"""
# The oldest that builds for CPython 3.12; what Pants 2.17 and 2.18 name themselves is older.
OLDEST_PEX = (2, 1, 163)
# Runs in Pants' own environment: prints the PEX that it wants, and its backends for ruff if it has them from a resolve.
QUERY = """
from importlib.util import find_spec
from pants.backend.python.lint.ruff.subsystem import Ruff
from pants.backend.python.subsystems.python_tool_base import PythonToolBase
from pants.backend.python.util_rules.pex_cli import PexCli
ruff = "pants.backend.experimental.python.lint.ruff"
backends = [name for name in (ruff + ".check", ruff) if find_spec(name)]
print(PexCli.default_version, *(backends if issubclass(Ruff, PythonToolBase) else []))
"""


def cache_root() -> Path:
    """The folder that holds everything the launcher installs."""
    named = os.environ.get("PANTSTACK_CACHE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pantstack"


def say(text: str) -> None:
    """One line of progress."""
    print(f"pantstack: {text}", file=sys.stderr, flush=True)  # noqa: T201  the launcher's console


@contextlib.contextmanager
def locked(entry: Path) -> Iterator[None]:
    """Hold the lock of a cache entry; says so when another process has it."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    with (entry.parent / f".{entry.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another start that is setting up the same")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(log: Path, *argv: str, **variables: str) -> None:
    """Run a command with its output in a log file.

    Raises:
        SetupError: names the log when the command fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        output.write(f"\n$ {' '.join(map(shlex.quote, argv))}\n".encode())
        output.flush()
        environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
        code = subprocess.run(
            argv, stdout=output, stderr=subprocess.STDOUT, env={**environment, **variables}, check=False
        ).returncode
    if code != 0:
        raise SetupError(
            f"`{Path(argv[0]).name} {' '.join(argv[1:4])} ...` ended with exit code {code}.\n"
            f"Read {log} (is the package index reachable?), then run the same command again."
        )


def install_pants(version: str, pins: Path, home: Path) -> None:
    """Make the virtual environment of Pants.

    Args:
        pins: the folder of what fits a CPython, and named after it.
    """
    interpreter = find_interpreter([pins.name[len("cpython") :]])
    say(f"installing Pants {version} for {interpreter} (once)")
    log = home / "setup.log"
    run(log, interpreter, "-m", "venv", str(home / "venv"))
    pip = [str(home / "venv/bin/python"), "-m", "pip", "--disable-pip-version-check", "install"]
    links = os.environ.get("PANTSTACK_FIND_LINKS")
    lock = pins / f"pants-{version}.txt"
    if lock.exists():
        run(log, *pip, "--require-hashes", "-r", str(lock))
    else:
        source = ["--find-links", links] if links else ["--extra-index-url", WHEEL_INDEX]
        run(log, *pip, *source, "-r", str(pins / "requirements.txt"), f"pantsbuild.pants=={version}")
    found = sorted((home / "venv").glob("lib/python3.*/site-packages/pants/bin/native_client"))
    if found:
        shutil.copy2(str(found[0]), str(home / "native_client"))
        (home / "native_client").chmod(0o755)


def write_server(pins: Path, home: Path) -> None:
    """Write what starts Pants: see start_pants.py."""
    shutil.copy2(str(Path(__file__).with_name("start_pants.py")), str(home))
    interpreter = (home / "venv/bin/python").resolve()
    text = SERVER.format(
        python=shlex.quote(str(interpreter)),
        folder=INTERPRETERS,
        name=pins.name,
        script=shlex.quote(str(home / "start_pants.py")),
    )
    (home / "server").write_text(text)
    (home / "server").chmod(0o755)


def query_pants(version: str, home: Path) -> tuple[str, list[str]]:
    """Return the PEX that the installed Pants wants, and its backends for ruff, the best first.

    Raises:
        SetupError: if it does not say.
    """
    python = str(home / "venv/bin/python")
    done = subprocess.run([python, "-c", QUERY], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    wanted, *backends = done.stdout.decode().split() or [""]
    found = re.match(r"v?(\d+(?:\.\d+)+)$", wanted)
    if found is None:
        raise SetupError(f"Pants {version} does not say which PEX it needs.\nUse a version of Pants that is supported.")
    number = max(OLDEST_PEX, tuple(map(int, found.group(1).split("."))))
    return ".".join(map(str, number)), backends


def ruff_settings(version: str, backends: list[str]) -> dict[str, str]:
    """Choose the backend that calls a ruff of today, as variables of `./pants`."""
    if not backends:
        return {}
    if backends[0].endswith(".check"):
        return {"ruff_backend": backends[0]}
    # It calls `ruff FILES`, which ruff has given up for `ruff check FILES`; 2.19 puts an option in front of what could
    # say so. Ruff's own `./pants fix` stays without effect.
    takes_arguments = int(version.split(".")[1]) < 19  # noqa: PLR2004  as above
    return {"ruff_backend": backends[0], "ruff_arguments": "['check']"} if takes_arguments else {}


def build_pex(version: str, home: Path) -> Path:
    """Build PEX's command line from PyPI, with `reproducible_pex.py` in front of it.

    Where Pants itself fetches it from is blocked on many networks.
    """
    say(f"building the command line of PEX {version} (once)")
    log, tool, sources = home / "setup.log", home / "pex-tool", home / "pex-sources"
    python = str(home / "venv/bin/python")
    install = (python, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps")
    run(log, *install, "--target", str(tool), f"pex=={version}")
    sources.mkdir()
    shutil.copy2(str(Path(__file__).with_name("reproducible_pex.py")), str(sources))
    target = home / "pex"
    pex_root = str(home / "pex-root")
    build = (python, "-m", "pex", f"pex=={version}", "--pex-root", pex_root, "-o", str(target))
    ours = ("--sources-directory", str(sources), "--entry-point", "reproducible_pex:main")
    run(log, *build, *ours, PYTHONPATH=str(tool))
    shutil.rmtree(str(tool), ignore_errors=True)
    shutil.rmtree(pex_root, ignore_errors=True)
    shutil.rmtree(str(sources), ignore_errors=True)
    return target


def write_environment(version: str, pex: Path, settings: dict[str, str], home: Path) -> None:
    """Write what `./pants` sources at every start: where Pants finds PEX's command line, and further settings."""
    system = {"Linux": "linux", "Darwin": "macos"}.get(platform.system(), platform.system().lower())
    machine = {"aarch64": "arm64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    content = pex.read_bytes()
    known = f"v{version}|{system}_{machine}|{hashlib.sha256(content).hexdigest()}|{len(content)}"
    variables = {
        "PANTS_PEX_CLI_VERSION": f"v{version}",
        "PANTS_PEX_CLI_KNOWN_VERSIONS": f"['{known}']",
        # Pants expands braces and percent signs in a URL template, so the path is quoted.
        "PANTS_PEX_CLI_URL_TEMPLATE": "file://" + urllib.parse.quote(str(pex)),
    }
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    lines += [f"{name}={shlex.quote(value)}\n" for name, value in settings.items()]
    (home / "environment").write_text("".join(lines))


def main(version: str, pins: Path, home: Path) -> None:
    """Make one entry of the cache complete, unless it is."""
    with locked(home):
        if (home / "complete").exists() and os.access(str(home / "venv/bin/python"), os.X_OK):
            return
        shutil.rmtree(str(home), ignore_errors=True)
        home.mkdir(parents=True)
        install_pants(version, pins, home)
        write_server(pins, home)
        number, backends = query_pants(version, home)
        write_environment(number, build_pex(number, home), ruff_settings(version, backends), home)
        (home / "complete").touch()
        say("ready; Pants itself starts now, the first time slowly")


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    except SetupError as error:
        print(f"pants: {error}", file=sys.stderr)  # noqa: T201  the launcher's console
        sys.exit(error.code)
    except OSError as error:
        print(f"pants: the cache {cache_root()} cannot be used: {error}.", file=sys.stderr)  # noqa: T201  as above
        print("Set PANTSTACK_CACHE to a folder that is writable.", file=sys.stderr)  # noqa: T201  as above
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit("pants: interrupted while setting up.\nRun the same command again: it starts over.")
