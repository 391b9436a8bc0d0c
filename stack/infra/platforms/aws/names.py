"""The names of things on AWS: the permissions of CI and of the workloads are bound to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

_OWNER: Final = "pantstack"
_HASH: Final = 8


@dataclass(frozen=True)
class Names:
    """The names of one environment: each begins with something that tells environments apart.

    An environment whose name is another's with a dash and more, such as `prod` and `prod-eu`, belongs in an account
    of its own: the pattern of the shorter name matches the longer one's things too.
    """

    environment: str

    @property
    def role_path(self) -> str:
        """The path of the roles of workloads."""
        return f"/{_OWNER}/{self.environment}/"

    @property
    def foundation_path(self) -> str:
        """The path of the foundation's own roles, which the programs of modules do not touch."""
        return f"/{_OWNER}-foundation/{self.environment}/"

    @property
    def schedule_group(self) -> str:
        """The group that all schedules are in."""
        return f"{_OWNER}-{self.environment}"

    @property
    def secret_prefix(self) -> str:
        """What the name of a secret begins with."""
        return f"{self.environment}/"

    @property
    def tag(self) -> tuple[str, str]:
        """Key and value of the tag of workloads' security groups, whose names AWS makes."""
        return f"{_OWNER}:environment", self.environment

    def log_group(self, name: str) -> str:
        """Return the name of a workload's log group, or a pattern for those of several."""
        return f"/{_OWNER}/{self.environment}/{name}"

    def repository(self, module: str) -> str:
        """Return the name of a module's image repository."""
        return f"{self.environment}/{module}"

    def resource(self, name: str, limit: int = 64) -> str:
        """Return the name of anything else; what is too long keeps its beginning and gets a hash.

        Args:
            limit: the most characters that the service takes.
        """
        full = f"{self.environment}-{name}".replace("_", "-")
        if len(full) <= limit:
            return full
        digest = hashlib.sha256(full.encode()).hexdigest()[:_HASH]
        return f"{full[: limit - _HASH - 1].rstrip('-')}-{digest}"

    def pattern(self, limit: int = 64) -> str:
        """Return the pattern that every name from `resource` with the same limit matches."""
        prefix = f"{self.environment}-".replace("_", "-")
        return f"{prefix[: limit - _HASH - 1].rstrip('-')}-*"
