"""Whether the service is healthy."""

from fastapi import APIRouter

router = APIRouter()


@router.get("")
async def health() -> dict[str, str]:
    """Say that the service answers."""
    return {"status": "healthy"}
