"""What the scanner reads from a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Optional

from pantstack.base.locations import Position

# An attribute chain such as `a.b.c` on an imported module, a string that something imports, an entry of a BUILD file.
ImportKind = Literal["import", "attribute", "string", "dependency"]
# Alias: a name or chain of attributes that is assigned as it is. Loaded: what an import by name returns. Declared: an
# annotation alone. Anything: what only running the code would tell; its name is a star.
BindingKind = Literal["import", "class", "function", "value", "alias", "loaded", "declared", "deleted", "anything"]
# Always: on import. Perhaps: in a block that may not run. Later: in a function. Lazily: by the module's `__getattr__`.
BindingTime = Literal["always", "perhaps", "later", "lazily"]

# Whole: as it is, or in a container. Given: to a call that returns the value. Inside: the value is an attribute of it.
IngredientUse = Literal["whole", "given", "inside"]


@dataclass(frozen=True)
class ImportSite:
    """One name that is imported, or reached without an import statement of its own, where it stands.

    Attributes:
        position: of the name itself; of the first name of an attribute chain; of the opening quote of a string.
        module: the dotted name after `import` or `from`, empty for `from . import x`; for an attribute chain or a
            string the whole dotted path that is reached.
        level: the number of leading dots.
        name: what is taken from the module; None for `import a.b`, `*` for a star import.
        end: just past it.
        bound: the name that an import binds; None for star imports, attributes and strings.
        base: for an attribute chain, the part of `module` that the import itself names; with a dot at its end where the
            import goes on in another way.
        call: for a string, what reads it, such as "importlib.import_module".
        partial: for a string, whether it is only the certain beginning of what is imported.
        type_checking: whether it stands under `if TYPE_CHECKING`.
        app: for a string, whether its first name is the label of an app of Django: a folder wherever it is.
        assigned: for an attribute chain, whether something is assigned to it, or it is deleted.
    """

    position: Position
    module: str
    level: int = 0
    name: Optional[str] = None
    kind: ImportKind = "import"
    end: Optional[Position] = field(default=None, compare=False)
    bound: Optional[str] = field(default=None, compare=False)
    base: str = ""
    call: str = ""
    partial: bool = False
    type_checking: bool = False
    app: bool = False
    assigned: bool = False

    @property
    def is_star(self) -> bool:
        """Whether it is an import of everything."""
        return self.kind == "import" and self.name == "*"

    @property
    def dotted(self) -> str:
        """The dotted name that it names, without leading dots."""
        return ".".join(filter(None, (self.module, self.name)))


@dataclass(frozen=True)
class Binding:
    """A place that binds a name at a file's top level, or deletes it.

    Attributes:
        module: for an import, the dotted name that it comes from; empty for `from . import x`. For an alias, what is
            assigned.
        source: for `from`, the name there; None for `import a.b as c` (bound to `a.b`) and `import a.b` (bound to `a`).
            For what is loaded, the attributes that are read from it.
        when: whether and when that happens.
        decorated: whether a decorator may have put something else in the place of a class or function.
        members: of an enumeration, the names of its instances.
    """

    name: str
    position: Position
    kind: BindingKind = "value"
    module: str = ""
    level: int = 0
    source: Optional[str] = None
    when: BindingTime = "always"
    decorated: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignatureReference:
    """A name in the signature of something public: an annotation, a base class or a default; or in a variable's type.

    Attributes:
        symbol: the top-level class, function or variable whose signature or type it is.
        name: as written, dotted where it is, such as "Order" or "models.Order".
        alias: whether the variable is itself a type, and this is one that it is made of.
        imported: for a name that the body of a class imports, what that is bound to there.
    """

    symbol: str
    position: Position
    name: str
    alias: bool = False
    imported: Optional[Binding] = None


@dataclass(frozen=True)
class Ingredient:
    """A name that the value of a top-level variable is made of, so that running the code alone tells what it hands out.

    Attributes:
        binding: of the variable, as if it were bound to the ingredient.
    """

    binding: Binding
    use: IngredientUse


@dataclass(frozen=True)
class UnprovableImport:
    """An import whose target only running the code would tell.

    Attributes:
        call: what imports it, such as "importlib.import_module".
        text: the argument as written, shortened to one line.
    """

    position: Position
    call: str
    text: str


@dataclass(frozen=True)
class StackReference:
    """A stack of Pulumi whose outputs a program reads.

    Attributes:
        position: of the argument that names the stack.
        text: the argument as written, shortened to one line.
        parts: what is certain of the name: all of it, or the text around each part that is not written down.
    """

    position: Position
    end: Position
    text: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Suppression:
    """A comment `# pantstack: ignore[code, ...] reason until=2027-03-31`.

    Attributes:
        first: the first line it covers: its own, that of the statement it ends, or the next one if it stands alone.
        until: the last day it holds, "YYYY-MM-DD" as written, or None.
        problem: why it cannot be taken, such as "it gives no reason", or None.
    """

    position: Position
    first: int
    last: int
    codes: tuple[str, ...] = ()
    reason: str = ""
    until: Optional[str] = None
    problem: Optional[str] = None

    def covers(self, code: str, position: Position) -> bool:
        """Return whether it is about a code and the line of a position."""
        return code in self.codes and self.first <= position.line <= self.last


@dataclass(frozen=True)
class Deprecation:
    """A decorator `@deprecated(until="2027-03-31", use="...")` of a class or function of the top level, or of a method.

    Attributes:
        name: of what it stands at, such as "Order" or "Order.total".
        position: of the decorator's name.
        until: the last day on which it may be used, as written; None where there is none.
        use: what to use instead; empty where the decorator does not name it.
        message: what else it says; empty where it says nothing.
        problem: why the day cannot be taken, such as "`soon` is not a day", or None.
    """

    name: str
    position: Position
    end: Position
    until: Optional[str] = None
    use: str = ""
    message: str = ""
    problem: Optional[str] = None


@dataclass(frozen=True)
class FileScan:
    """What one file imports, binds and exports.

    Attributes:
        path: from the root of the repository.
        imports: in order of position.
        public_names: its `__all__`, else its names without an underscore.
        error: where and why it could not be read, or None.
        bindings: of its top level, in order of position; a name that is bound twice stands twice.
        dunder_all: what `__all__` lists, None if there is none or not all of it could be read.
        has_code: whether it is more than an `__init__` file that only marks a package.
        extends: whether it is the `__init__` file of a package that goes on in other directories, as old tools do it.
        ingredients: what the values of its variables are made of.
        patched: names that it replaces in modules for a test, as if it imported them; a star for any name.
    """

    path: str
    imports: tuple[ImportSite, ...] = ()
    public_names: tuple[str, ...] = ()
    error: Optional[tuple[Position, str]] = None
    bindings: tuple[Binding, ...] = ()
    dunder_all: Optional[tuple[str, ...]] = None
    signature_references: tuple[SignatureReference, ...] = ()
    unprovable_imports: tuple[UnprovableImport, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    stack_references: tuple[StackReference, ...] = ()
    has_code: bool = True
    extends: bool = False
    patched: tuple[ImportSite, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()
