"""Migrations of a real PostgreSQL, which `tests/data_servers_test.py` starts and names."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from . import Database, migrate, schema_differences
from .migrations_test import FIRST, METADATA, UP_AND_DOWN, columns, up_and_down, written
from .postgresql_test import URL, new_database

__all__ = ["new_database"]

pytestmark = pytest.mark.skipif(not URL, reason="TEST_POSTGRESQL_URL is not set: run tests/data_servers_test.py")
# As a service of several copies does when they start.
PROCESS = """
import asyncio, pathlib, sys
from stack.libs.database import migrate
asyncio.run(migrate(sys.argv[1], pathlib.Path(sys.argv[2])))
"""
# A lock that the test holds: the migration waits for the test.
HELD = FIRST.replace("def upgrade():", 'def upgrade():\n    op.execute("SELECT pg_advisory_lock(42)")')
# A statement that waits for all transactions which began before.
CONCURRENTLY = """
from alembic import op
revision = "0003"
down_revision = "0001"
def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_things_id", "things", ["id"], postgresql_concurrently=True)
def downgrade():
    op.drop_index("ix_things_id")
"""


async def wait_for(database: Database, sessions: int, what: str) -> None:
    """Wait until so many sessions of others have sent a statement last, or wait inside of it."""
    counted = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND query LIKE :what AND (state = 'idle' OR wait_event = 'advisory')"
    ).bindparams(what=f"%{what}(%")
    async with asyncio.timeout(60):
        while (await database.execute(counted)).scalar_one() != sessions:  # noqa: ASYNC110  in other processes
            await asyncio.sleep(0.05)


async def started(url: str, migrations: Path) -> asyncio.subprocess.Process:
    """Start a process that migrates; a database that is dropped ends it."""
    arguments = (sys.executable, "-c", PROCESS, url, str(migrations))
    return await asyncio.create_subprocess_exec(*arguments, stderr=asyncio.subprocess.PIPE)


@pytest.mark.asyncio
async def test_up_and_down(url: str, tmp_path: Path) -> None:
    """Migrations go up, down and up again; the last revision is no other than what the tables are."""
    assert await up_and_down(url, written(tmp_path)) == UP_AND_DOWN
    assert await schema_differences(url, METADATA) == []


@pytest.mark.asyncio
async def test_processes_at_once(url: str, tmp_path: Path) -> None:
    """Of several processes that migrate at once, one does and the others wait; all succeed."""
    migrations = written(tmp_path, first=HELD, index=CONCURRENTLY)
    database = Database(url, pool_size=2)
    async with database.transaction() as holder:
        await holder.execute(text("SELECT pg_advisory_xact_lock(42)"))
        processes = [await started(url, migrations) for _ in range(3)]
        await wait_for(database, 1, "pg_advisory_lock")
        # Each of the three has tried to be the one.
        await wait_for(database, 3, "pg_try_advisory_lock")
    async with asyncio.timeout(60):
        errors = [(await each.communicate())[1].decode() for each in processes]

    assert (errors, [each.returncode for each in processes]) == (["", "", ""], [0, 0, 0])
    assert await columns(url) == ["id", "name"]
    await database.close()


@pytest.mark.asyncio
async def test_a_process_that_is_killed(url: str, tmp_path: Path) -> None:
    """A process that is killed while it migrates leaves nothing half, and no lock: the next one migrates."""
    migrations = written(tmp_path, first=HELD)
    database = Database(url, pool_size=2)
    async with database.transaction() as holder:
        await holder.execute(text("SELECT pg_advisory_xact_lock(42)"))
        killed = await started(url, migrations)
        await wait_for(database, 1, "pg_advisory_lock")
        killed.kill()
        await killed.communicate()
    await migrate(url, migrations)

    assert await columns(url) == ["id", "name"]
    await database.close()
