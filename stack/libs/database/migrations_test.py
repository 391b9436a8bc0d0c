"""Migrations of a schema, in SQLite."""

import shutil
from pathlib import Path

import alembic
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, String, Table, inspect

from stack.libs.common import ServiceUnavailableError

from . import (
    Database,
    DatabaseSetupError,
    MigrationCheck,
    downgrade,
    migrate,
    new_metadata,
    new_revision,
    schema_differences,
)

METADATA = new_metadata()
THINGS = Table(
    "things",
    METADATA,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("note", String),
)
ENVIRONMENT = """
from stack.libs.database import run_migrations
from stack.libs.database.migrations_test import METADATA
run_migrations(METADATA)
"""
FIRST = """
from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, String, UniqueConstraint
revision = "0001"
down_revision = None
def upgrade():
    op.create_table(
        "things",
        Column("id", String, nullable=False),
        Column("name", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_things"),
        UniqueConstraint("name", name="uq_things_name"),
    )
def downgrade():
    op.drop_table("things")
"""
SECOND = """
from alembic import op
from sqlalchemy import Column, String
revision = "0002"
down_revision = "0001"
def upgrade():
    with op.batch_alter_table("things") as table:
        table.add_column(Column("note", String))
def downgrade():
    with op.batch_alter_table("things") as table:
        table.drop_column("note")
"""


def written(folder: Path, **revisions: str) -> Path:
    """Write a service's migrations, the first two of them by default.

    Args:
        revisions: what the files below `versions/` have, by their names.
    """
    # The name of a folder may have what is special to Alembic's settings.
    migrations = folder / "50% of the migrations"
    (migrations / "versions").mkdir(parents=True)
    shutil.copy(Path(alembic.__file__).parent / "templates/generic/script.py.mako", migrations)
    (migrations / "env.py").write_text(ENVIRONMENT, encoding="utf-8")
    for name, text in (revisions or {"first": FIRST, "second": SECOND}).items():
        (migrations / "versions" / f"{name}.py").write_text(text, encoding="utf-8")
    return migrations


async def columns(url: str) -> list[str]:
    """Return what the table has; nothing if there is none."""
    database = Database(url, pool_size=1)
    async with database.transaction() as connection:
        found = await connection.run_sync(
            lambda sync: (
                [each["name"] for each in inspect(sync).get_columns("things")]
                if inspect(sync).has_table("things")
                else []
            )
        )
    await database.close()
    return found


async def up_and_down(url: str, migrations: Path) -> list[list[str]]:
    """Migrate up, up once more, down by one, down to nothing and up again; return the columns after each."""
    seen = []
    for step in ("head", "head", "-1", "base", "0001", "head"):
        if step in {"-1", "base"}:
            await downgrade(url, migrations, step)
        else:
            await migrate(url, migrations, step)
        seen.append(await columns(url))
    return seen


UP_AND_DOWN = [
    ["id", "name", "note"],
    ["id", "name", "note"],
    ["id", "name"],
    [],
    ["id", "name"],
    ["id", "name", "note"],
]


@pytest.mark.asyncio
async def test_up_and_down(tmp_path: Path) -> None:
    """Migrations go up, down and up again; the last revision is no other than what the tables are."""
    url = f"sqlite:///{tmp_path}/x.db"

    assert await up_and_down(url, written(tmp_path)) == UP_AND_DOWN
    assert await schema_differences(url, METADATA) == []


@pytest.mark.asyncio
async def test_differences(tmp_path: Path) -> None:
    """What a database lacks of the tables, and what it has besides, is a difference."""
    url = f"sqlite:///{tmp_path}/x.db"
    await migrate(url, written(tmp_path), "0001")
    lacking = await schema_differences(url, METADATA)
    await migrate(url, tmp_path / "50% of the migrations")
    besides = await schema_differences(url, new_metadata())

    assert lacking == ["op.add_column('things', sa.Column('note', sa.String(), nullable=True))"]
    assert besides == ["op.drop_table('things')"]


@pytest.mark.asyncio
async def test_new_revision(tmp_path: Path) -> None:
    """A new revision has what the database lacks of the tables, and brings it up to them."""
    url = f"sqlite:///{tmp_path}/x.db"
    migrations = written(tmp_path, first=FIRST)
    await migrate(url, migrations)
    new = await new_revision(url, migrations, "Add a note")
    await migrate(url, migrations)

    assert new.name.endswith("_add_a_note.py")
    assert next(each.doc for each in ScriptDirectory(str(migrations)).walk_revisions()) == "Add a note"
    assert await schema_differences(url, METADATA) == []


@pytest.mark.asyncio
async def test_what_cannot_be_migrated(tmp_path: Path) -> None:
    """A revision that does not exist, and a folder that cannot have new ones, are errors of two lines."""
    url = f"sqlite:///{tmp_path}/x.db"
    migrations = written(tmp_path)
    with pytest.raises(DatabaseSetupError) as unknown:
        await migrate(url, migrations, "0009")
    (migrations / "script.py.mako").unlink()
    with pytest.raises(DatabaseSetupError) as bare:
        await new_revision(url, migrations, "Add a note")

    assert [str(each.value) for each in (unknown, bare)] == [
        f"The migrations in {migrations} cannot be run.\nCan't locate revision identified by '0009'",
        f"No script.py.mako in {migrations}.\nCopy that of another module.",
    ]


@pytest.mark.asyncio
async def test_a_database_without_its_tables_is_not_ready(tmp_path: Path) -> None:
    """The check names what is missing; one that a later version has migrated is ready."""
    url, folder = f"sqlite:///{tmp_path}/things.db", written(tmp_path / "service")
    database = Database(url)
    found = []
    for revision in ("base", "0001", "head"):
        await migrate(url, folder, revision) if revision != "base" else None
        try:
            await MigrationCheck(database, folder)()
        except DatabaseSetupError as error:
            found.append(str(error).partition("\n")[0])
    earlier = written(tmp_path / "earlier", first=FIRST)
    check = MigrationCheck(database, earlier)
    await check()
    await check()
    await database.close()

    assert found == ["The database lacks the migrations 0001, 0002.", "The database lacks the migrations 0002."]


@pytest.mark.asyncio
async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A file of another kind is no database, and is left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("notes\n" * 1000, "utf-8")
    with pytest.raises(ServiceUnavailableError, match=r"notes\.txt is not available: file is not a database$"):
        await migrate(f"sqlite:///{file}", written(tmp_path / "service"))

    assert file.read_text("utf-8") == "notes\n" * 1000
