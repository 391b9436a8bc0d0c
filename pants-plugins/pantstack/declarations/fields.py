"""What the targets that declare a module and its facade say."""

from __future__ import annotations

from typing import Iterable, Optional  # noqa: UP035  help shows that of `typing` with its elements

from pants.backend.python.target_types import PythonSourcesGeneratingSourcesField
from pants.engine.addresses import Address
from pants.engine.fs import GlobMatchErrorBehavior
from pants.engine.target import (
    BoolField,
    DescriptionField,
    InvalidFieldException,
    MultipleSourcesField,
    StringField,
    StringSequenceField,
)

from pantstack.buildfiles.globs import BUILD_FILES
from pantstack.declarations.model import EVERYTHING
from pantstack.declarations.target_values import field_rules
from pantstack.declarations.target_values.field_rules import WrongValue


class ModuleSourcesField(MultipleSourcesField):
    """The module's own BUILD file.

    It makes a change of the declaration a change of the module (`--changed-since`), and its address selects it.
    The module's Python files stay out: Pants would take them for owned, and `tailor` would not propose targets.
    """

    default = BUILD_FILES
    help = "The BUILD file that declares the module. Leave it alone."


class ModuleDescriptionField(DescriptionField):
    """What the module is for: Pants' own field, made compulsory, so that `pants list --documented` shows it."""

    required = True
    value: str
    help = "What the module is for, in one sentence."

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """Refuse an empty description."""
        value = super().compute_value(raw_value, address)
        _refuse(field_rules.description(value), address)
        return value


def _refuse(wrong_value: Optional[WrongValue], address: Address) -> None:
    if wrong_value is not None:
        raise InvalidFieldException(f"{address}: {wrong_value.message}\n{wrong_value.help}")


class _PathsField(StringSequenceField):
    """Directories, of modules unless it says otherwise, written from the root of the repository."""

    default = ()
    value: tuple[str, ...]
    rule = field_rules.MODULES

    @classmethod
    def compute_value(cls, raw_value: Optional[Iterable[str]], address: Address) -> tuple[str, ...]:
        """Refuse what cannot be a directory inside the repository, and duplicates."""
        value = super().compute_value(raw_value, address) or ()
        _refuse(field_rules.paths(cls.alias, value, cls.rule), address)
        return tuple(value)


class DependsOnField(_PathsField):
    """The modules that this one may use."""

    alias = "depends_on"
    rule = field_rules.DEPENDS_ON
    help = (
        'The modules whose facades this one may use, such as `["modules/inventory", "stack/libs/common"]`; `["*"]` for'
        " any. Layers and `consumers` count all the same."
    )


class CannotDependOnField(_PathsField):
    """The modules that this one may never use."""

    alias = "cannot_depend_on"
    help = (
        'The modules that this one must never use, such as `["modules/billing"]`, whatever `depends_on` says: for'
        ' `depends_on=["*"]`, for utilities, and so that nobody adds them.'
    )


class UtilityField(BoolField):
    """Whether every module may use this one."""

    alias = "utility"
    default = False
    help = "Whether every module may use this one without naming it in `depends_on`: for helpers that are everywhere."


class FileField(StringField):
    """The file that the module is."""

    alias = "file"
    help = (
        "The one file that this module is, such as `billing.py`, in the directory of the BUILD file: it is its own"
        " facade, and its path, such as src/shop/billing.py, is how others name the module. A second target in a"
        " BUILD file needs a `name`."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """Refuse what cannot be a file of its own in this directory."""
        value = super().compute_value(raw_value, address)
        _refuse(None if value is None else field_rules.file(value), address)
        return value


class MirroredTestsField(_PathsField):
    """Folders elsewhere that belong to the module, such as those of its tests in a tree of tests."""

    alias = "tests"
    rule = field_rules.TESTS
    help = (
        'Folders of this module\'s tests outside of it, from the root, such as `["tests/unit/orders"]`: what is in them'
        " belongs to the module, so it may use all of it, and is private to it."
    )


class PublicField(StringSequenceField):
    """The public sources of a module whose facade is not a target of its own."""

    alias = "public"
    default = ()
    value: tuple[str, ...]
    help = (
        'Globs of the module\'s public files, such as `["*.py", "!*_test.py"]`, where no `public_facade` owns them:'
        f' other targets do already, or none is needed. `["{EVERYTHING}"]` makes all of it public for now, to be'
        " narrowed later."
    )


class ConsumersField(_PathsField):
    """Who may use the facade."""

    alias = "consumers"
    help = 'The modules that may use this facade, such as `["modules/shipping"]`; left out, everybody may.'


class DeployablesField(StringSequenceField):
    """What `pants deploy` packages."""

    alias = "deployables"
    default = ()
    value: tuple[str, ...]
    help = 'Addresses of what `pants deploy` packages: `pex_binary` and `docker_image` targets, such as `[":api"]`.'


class InfrastructureField(StringField):
    """Where the Pulumi program is."""

    alias = "infrastructure"
    help = (
        "The directory of the module's Pulumi program, relative to the module; `.` for a module that is nothing else."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """Refuse a directory outside the module."""
        value = super().compute_value(raw_value, address)
        _refuse(None if value is None else field_rules.infrastructure(value), address)
        return value


class DeployedAsField(StringField):
    """What the module's stacks are called."""

    alias = "deployed_as"
    help = (
        "The name by which the module was deployed before it was renamed. Its stacks, records, configuration and the"
        " variable with its address keep that name, so that the next deploy replaces what runs. `rename-module` writes"
        " it; take the module down everywhere before you delete it."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """Refuse what was never the name of a stack."""
        value = super().compute_value(raw_value, address)
        _refuse(None if value is None else field_rules.deployed_as(value), address)
        return value


class OwnersField(StringSequenceField):
    """Who is responsible for the module."""

    alias = "owners"
    default = ()
    value: tuple[str, ...]
    help = 'Who is responsible for the module, such as `["@team-orders"]`.'


class FacadeSourcesField(PythonSourcesGeneratingSourcesField):
    """The facade's Python files: none where it owns what is generated; if it owns nothing, that is an error of ours."""

    default_glob_match_error_behavior = GlobMatchErrorBehavior.ignore
