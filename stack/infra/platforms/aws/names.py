"""The names of things on AWS: the permissions of CI and of the workloads are bound to them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

_OWNER: Final = "pantstack"
_HASH: Final = 8
_END: Final = "--"


@dataclass(frozen=True)
class Names:
    """The names of one environment: each begins with something that tells environments apart."""

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
        full = f"{self._prefix(limit)}{name}".replace("_", "-")
        if len(full) <= limit:
            return full
        digest = hashlib.sha256(f"{self.environment}-{name}".encode()).hexdigest()[:_HASH]
        return f"{full[: limit - _HASH - 1].rstrip('-')}-{digest}"

    def pattern(self, limit: int = 64) -> str:
        """Return the pattern that every name from `resource` with the same limit matches, and none of another one."""
        return f"{self._prefix(limit)}*"

    def _prefix(self, limit: int) -> str:
        """Return what every name begins with: the environment, and two hyphens, which stand nowhere before.

        A load balancer allows no other sign, and an environment such as `prod-eu` has hyphens of its own.
        """
        plain = re.sub("[-_]+", "-", self.environment).rstrip("-")
        # Room for one more character and a hash.
        longest = limit - _HASH - 2 - len(_END)
        if plain == self.environment and len(plain) <= longest:
            return f"{plain}{_END}"
        digest = hashlib.sha256(self.environment.encode()).hexdigest()[:_HASH]
        return f"{plain[: longest - _HASH - 1].rstrip('-')}-{digest}{_END}"
