"""What an artifact kind has to say of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of artifact.

    Attributes:
        name: as the plan and the platforms call it.
        target_types: types of the targets that it claims.
        suffix: of the file's name.
    """

    name: str
    target_types: frozenset[str]
    suffix: str

    def path(self, name: str, sha256: str) -> str:
        """Where an artifact is kept, relative to the root: by its content, so that nothing is overwritten.

        Args:
            name: the deployable's target name.
            sha256: the content's hash, hexadecimal.
        """
        return f".pantstack/artifacts/{sha256}/{name}{self.suffix}"
