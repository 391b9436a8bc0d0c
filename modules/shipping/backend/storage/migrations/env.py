"""What Alembic runs to bring a database up to date: see `versions`."""

from modules.shipping.backend.storage.tables import metadata
from stack.libs.database import run_migrations

run_migrations(metadata)
