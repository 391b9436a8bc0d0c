"""How services keep their records: in memory, or in PostgreSQL through SQLAlchemy.

SQLAlchemy, Alembic and the drivers are imported when a database is first used, not before.
"""

from .engine import Database
from .errors import DatabaseSetupError
from .migrations import downgrade, migrate, new_revision, run_migrations, schema_differences
from .readiness import MigrationCheck
from .repository import InMemoryRepository, Repository
from .sql_repository import SqlRepository
from .tables import new_metadata
from .urls import async_url

__all__ = [
    "Database",
    "DatabaseSetupError",
    "InMemoryRepository",
    "MigrationCheck",
    "Repository",
    "SqlRepository",
    "async_url",
    "downgrade",
    "migrate",
    "new_metadata",
    "new_revision",
    "run_migrations",
    "schema_differences",
]
