"""What a register says of a module."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A module as registers have it.

    Attributes:
        name: a Python identifier in lower case.
        path: the module's directory.
        port: where it listens in development, 0 if it does not.
        uses: the names of the modules whose services it calls.
    """

    name: str
    path: str
    description: str = ""
    owner: str = ""
    port: int = 0
    uses: tuple[str, ...] = ()

    @property
    def env_prefix(self) -> str:
        """The start of the module's environment variables."""
        return f"{self.name.upper()}_"
