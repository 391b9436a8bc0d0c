"""The FastAPI application."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ..config import settings
from .routes import health, inventory

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Open what the service needs, and close it in the end."""
    logger.info("started with log level %s", settings.log_level)
    yield
    logger.info("stopped")


app = FastAPI(title="Inventory Service", version="1.0.0", docs_url="/api/docs", lifespan=lifespan)
app.include_router(health.router, prefix="/health", tags=["health"])
app.include_router(inventory.router, prefix="/api/v1/inventory", tags=["inventory"])
