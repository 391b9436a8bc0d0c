"""Who asks: the role of a container on ECS, else the variables of the environment."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

_HOST = "http://169.254.170.2"
_MARGIN = timedelta(minutes=5)
_TIMEOUT = 5.0


class CredentialsError(Exception):
    """Nothing tells who asks."""


@dataclass(frozen=True)
class Credentials:
    """What requests to AWS are signed with.

    Attributes:
        expires: when they end; None for those that do not.
    """

    key_id: str
    secret: str
    token: str = ""
    expires: datetime | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether they are good for some minutes more."""
        return self.expires is None or datetime.now(UTC) + _MARGIN < self.expires

    @classmethod
    async def find(cls) -> "Credentials":
        """Ask the agent of ECS, or else read the environment.

        Raises:
            CredentialsError: if there are none.
            httpx.HTTPError: if the agent does not answer.
        """
        url = os.environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", "")
        path = os.environ.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "")
        if url or path:
            return await cls._of_agent(url or f"{_HOST}{path}")
        key_id, secret = os.environ.get("AWS_ACCESS_KEY_ID", ""), os.environ.get("AWS_SECRET_ACCESS_KEY", "")
        if not key_id or not secret:
            message = (
                "There are no AWS credentials.\n"
                "Run as a task of ECS with a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
            raise CredentialsError(message)
        return cls(key_id, secret, os.environ.get("AWS_SESSION_TOKEN", ""))

    @classmethod
    async def _of_agent(cls, url: str) -> "Credentials":
        token = _token()
        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT) as client:
            response = await client.get(url, headers={"Authorization": token} if token else {})
        found = response.raise_for_status().json()
        expires = datetime.fromisoformat(found["Expiration"]) if found.get("Expiration") else None
        return cls(found["AccessKeyId"], found["SecretAccessKey"], found.get("Token", ""), expires)


def _token() -> str:
    """Read what the agent wants to see, "" for nothing."""
    file = os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "")
    return Path(file).read_text(encoding="utf-8") if file else os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
