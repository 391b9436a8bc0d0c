"""Writing where the user has no right to, as anyone but root finds it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pantstack.base.testing import plant, tree

SCRIPT = """\
import sys
from pantstack.base.all_or_nothing import write
from pantstack.base.errors import UserError
try:
    write(sys.argv[1], {"free/BUILD": "new", "free/there.py": "new", "shut/BUILD": "new", "shut/there.py": "new"})
except UserError as error:
    print(error, end="")
    sys.exit(error.exit_code)
"""
BEFORE = {"free/there.py": b"old", "shut/there.py": b"old"}
HELP = "\n  Make its folder writable, or move away what is there, then run the same command again."


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        (".", "Cannot write `.pantstack/unfinished-write.json`: Permission denied; nothing was written."),
        ("shut", "Cannot write `shut/BUILD`: Permission denied; nothing was written."),
    ],
)
def test_a_folder_that_is_read_only(tmp_path: Path, folder: str, message: str) -> None:
    """Two lines and exit code 1, and every file is as it was, those in other folders too."""
    # Root may write everywhere, unless it gives up its capabilities.
    setpriv = shutil.which("setpriv")
    if os.geteuid() == 0 and setpriv is None:
        pytest.skip("root can write everywhere, and there is no setpriv to give that up")
    without = (str(setpriv), "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
    plant(tmp_path, BEFORE)
    (tmp_path / folder).chmod(0o555)
    done = subprocess.run(
        (*without, sys.executable, "-c", SCRIPT, str(tmp_path)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    (tmp_path / folder).chmod(0o755)
    left = {path: content for path, content in tree(tmp_path).items() if not path.startswith(".pantstack/")}

    assert (done.returncode, done.stdout, done.stderr) == (1, f"{message}{HELP}", "")
    assert left == BEFORE
