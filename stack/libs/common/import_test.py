"""What an import of the library costs."""

import os
import subprocess
import sys

HEAVY = ("alembic", "asyncpg", "fastapi", "opentelemetry", "redis", "sqlalchemy", "starlette", "uvicorn")


def test_nothing_heavy_is_imported() -> None:
    """Servers, databases and telemetry are imported by those who use them, and not by everybody."""
    program = f"import sys, stack.libs.common; print([name for name in {HEAVY} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)

    assert (ran.stdout, ran.stderr) == ("[]\n", "")
