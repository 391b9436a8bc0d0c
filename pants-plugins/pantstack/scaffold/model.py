"""What goes into a new module, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Optional

# The folder of modules whose template names none.
ROOT: Final = "modules"


@dataclass(frozen=True)
class PortRule:
    """How a template's port is chosen.

    Attributes:
        files: a glob of the files of other modules in which ports are looked for.
    """

    first: int
    files: str


@dataclass(frozen=True)
class Question:
    """What a template wants to know.

    Attributes:
        default: the answer where the user gives none; None if somebody has to answer. `{words}` stands for the module's
            name in words.
        help: what it is about, one sentence.
        pattern: a regular expression that an answer has to match as a whole; "" for any.
        origin: the template that it comes from, such as `pantstack/service`.
    """

    default: Optional[str] = None
    help: str = ""
    pattern: str = ""
    origin: str = field(default="", compare=False)


@dataclass(frozen=True)
class Need:
    """Something that the repository has to have.

    Attributes:
        stage: of `pants adopt`, which adds it.
        kind: one of `needs.KINDS`.
    """

    stage: str
    kind: str
    name: str


@dataclass(frozen=True)
class Template:
    """What `template.toml` declares.

    Attributes:
        resolves: kinds of resolves, each of which includes the requirements of the one before it.
        next_steps: commands that are printed at the end; `{module}` stands for the module's path.
        questions: by name.
        port: how a port is chosen, None if no port is needed.
        needs: what the repository has to have before a module is made.
        root: the folder that its modules lie in.
        registers: those of `template_toml.REGISTERS` in which its modules are entered.
        made_of: the templates that it is made of, such as `pantstack/service`, the one with the least say first.
    """

    name: str
    description: str
    resolves: tuple[str, ...] = ()
    reserved_names: frozenset[str] = frozenset()
    next_steps: tuple[str, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    port: Optional[PortRule] = None
    needs: tuple[Need, ...] = ()
    root: str = ROOT
    registers: tuple[str, ...] = ()
    made_of: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class UsedModule:
    """A module that the new one uses, with an example of what its facade offers.

    Attributes:
        path: its directory.
        word: its name as an identifier, such as `orders`.
        source: the dotted name that the example is imported from.
        client: the class of its client, such as `OrdersClient`; empty where its facade has none.
        example: a public name of a facade without a client; empty where it offers no name that is free.
    """

    path: str
    word: str
    source: str = ""
    client: str = ""
    example: str = ""


@dataclass(frozen=True)
class Answers:
    """What the user answered, valid.

    Attributes:
        name: of the module, a Python identifier in lower case.
        texts: the answers to the template's questions.
        layer: one of the configured layers, or empty.
        port: where the module listens in development.
        uses: the modules that it uses besides the template's libraries, sorted by path.
        root: the folder that it lies in.
        resolve: the one that it shares with others; empty where it has its own.
    """

    name: str
    texts: Mapping[str, str]
    layer: str = ""
    port: int = 0
    uses: tuple[UsedModule, ...] = ()
    root: str = ROOT
    resolve: str = ""

    @property
    def module(self) -> str:
        """The module's path."""
        return f"{self.root}/{self.name}"

    @property
    def package(self) -> str:
        """The dotted name that the module is imported by."""
        return self.module.replace("/", ".")

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
        """The start of the module's environment variables, such as `USER_ACCOUNTS_`."""
        return f"{self.name.upper()}_"

    def resolve_of(self, *kinds: str) -> str:
        """Write the `resolve` of a target that is in the module's resolves of some kinds."""
        names = [f'"{self.name}_{kind}"' for kind in kinds]
        if self.resolve:
            return f'"{self.resolve}"'
        return names[0] if len(names) == 1 else f"parametrize({', '.join(names)})"

    def at(self, kind: str) -> str:
        """Write the end of the address of a parametrized target in the module's resolve of a kind."""
        return "" if self.resolve else f"@resolve={self.name}_{kind}"

    def requirements_of(self, kind: str) -> str:
        """Return the address of the requirements of a kind."""
        return f"3rdparty/python:{self.resolve or f'{self.name}-{kind}'}"

    @property
    def variables(self) -> Mapping[str, object]:
        """What templates may use, by name."""
        return {
            **self.texts,
            "name": self.name,
            "module": self.module,
            "package": self.package,
            "title": self.title,
            "class_name": self.class_name,
            "env_prefix": self.env_prefix,
            "port": self.port,
            "layer": self.layer,
            "shared_resolve": self.resolve,
            "resolve": self.resolve_of,
            "at": self.at,
            "requirements": self.requirements_of,
            "uses": self.uses,
            "clients": [use for use in self.uses if use.client],
            "examples": [use for use in self.uses if use.example],
        }


@dataclass(frozen=True, order=True)
class TemplateFile:
    """A file of a template.

    Attributes:
        path: below `files/`.
        origin: the template that it comes from, such as `pantstack/service`.
    """

    path: str
    text: str
    origin: str = field(default="", compare=False)


@dataclass(frozen=True, order=True)
class RenderedFile:
    """A file to write: its path in the repository, and its text."""

    path: str
    text: str


@dataclass(frozen=True, order=True)
class EditedFile:
    """A file of the repository that has to know the new module.

    Attributes:
        path: in the repository.
        text: with the module.
        before: None if it is not there yet.
        reason: what it has of the module, such as `its resolves`.
    """

    path: str
    text: str
    before: Optional[str]
    reason: str


@dataclass(frozen=True)
class WritePlan:
    """What will be written, all at once.

    Attributes:
        created: the module's own files, none of which exists yet, sorted.
        edited: what else has to know it.
    """

    created: tuple[RenderedFile, ...]
    edited: tuple[EditedFile, ...]

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each file, by path."""
        created = {file.path: file.text for file in self.created}
        return {**created, **{file.path: file.text for file in self.edited}}
