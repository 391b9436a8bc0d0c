"""What goes into a new module, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answers:
    """What the user said, valid.

    Attributes:
        name: of the module, a Python identifier in lower case.
        description: one sentence.
        layer: one of the configured layers, or empty.
        owner: who answers for it, or empty.
        port: where the service listens in development.
    """

    name: str
    description: str
    layer: str = ""
    owner: str = ""
    port: int = 8001

    @property
    def title(self) -> str:
        """The name for people, such as `User accounts`."""
        return self.name.replace("_", " ").capitalize()

    @property
    def class_name(self) -> str:
        """The name for classes, such as `UserAccounts`."""
        return "".join(part.capitalize() for part in self.name.split("_"))

    @property
    def env_prefix(self) -> str:
        """The start of the service's environment variables, such as `USER_ACCOUNTS_`."""
        return f"{self.name.upper()}_"


@dataclass(frozen=True, order=True)
class TemplateFile:
    """A file of a template: its path below `files/`, and its text."""

    path: str
    text: str


@dataclass(frozen=True, order=True)
class RenderedFile:
    """A file to write: its path in the repository, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class WritePlan:
    """What will be written, all at once.

    Attributes:
        created: files that are not there yet, sorted.
        edited: files that are there, with their new text.
    """

    created: tuple[RenderedFile, ...]
    edited: tuple[RenderedFile, ...]


@dataclass(frozen=True)
class Refusal:
    """Why nothing is written.

    Attributes:
        fact: what is wrong.
        advice: what to do.
        paths: the files or settings in the way, sorted.
    """

    fact: str
    advice: str
    paths: tuple[str, ...] = ()
