"""The targets that declare a module and its facade."""

from __future__ import annotations

from collections.abc import Iterable

from pants.backend.python.target_types import PythonSourcesGeneratingSourcesField, PythonSourcesGeneratorTarget
from pants.engine.target import Tags, Target

from pantstack.declarations.fields import (
    CannotDependOnField,
    ConsumersField,
    DependsOnField,
    DeployablesField,
    DeployedAsField,
    FacadeSourcesField,
    FileField,
    InfrastructureField,
    MirroredTestsField,
    ModuleDescriptionField,
    ModuleSourcesField,
    OwnersField,
    PublicField,
    UtilityField,
)
from pantstack.declarations.layers.fields import InnerLayersField, LayerField


class PantstackModule(Target):
    """A directory whose inside is private except for its facade."""

    alias = "pantstack_module"
    core_fields = (
        Tags,
        ModuleSourcesField,
        ModuleDescriptionField,
        LayerField,
        InnerLayersField,
        DependsOnField,
        CannotDependOnField,
        UtilityField,
        FileField,
        PublicField,
        ConsumersField,
        DeployablesField,
        InfrastructureField,
        DeployedAsField,
        OwnersField,
        MirroredTestsField,
    )
    help = (
        "A module: this directory and everything below it except the modules inside, or one `file`. Only what its"
        " public_facade owns, or `public` lists, is public."
    )


class PublicFacade(PythonSourcesGeneratorTarget):
    """The facade of a module: python_sources that others may import."""

    alias = "public_facade"
    core_fields = (  # type: ignore[assignment]  # one more
        *(
            FacadeSourcesField if field is PythonSourcesGeneratingSourcesField else field
            for field in PythonSourcesGeneratorTarget.core_fields
        ),
        ConsumersField,
    )
    help = (
        "The public sources of the module around it, and what other targets of its directory generate; its other"
        " sources are private. A module has one at most."
    )


def target_types() -> Iterable[type[Target]]:
    """The targets of this feature."""
    return (PantstackModule, PublicFacade)
