"""Fields refuse values that make no sense, in words."""

from __future__ import annotations

import pytest
from pants.engine.addresses import Address
from pants.engine.target import Field, InvalidFieldException, Target

from pantstack.declarations.fields import (
    CannotDependOnField,
    DependsOnField,
    DeployedAsField,
    FileField,
    InfrastructureField,
    MirroredTestsField,
    ModuleDescriptionField,
)
from pantstack.declarations.targets import PantstackModule, PublicFacade

ADDRESS = Address("modules/orders")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (ModuleDescriptionField, " ", "`description` is empty.\nSay in one sentence what the module is for."),
        (
            DependsOnField,
            ["../x"],
            (
                "`../x` in `depends_on` is not the path of a module.\n"
                "Write it from the root of the repository, such as modules/orders."
            ),
        ),
        (
            DependsOnField,
            ["a:b"],
            (
                "`a:b` in `depends_on` is not the path of a module.\n"
                "Write it from the root of the repository, such as modules/orders."
            ),
        ),
        *(
            (
                FileField,
                file,
                (
                    f"`{file}` in `file` is not the name of a Python file.\n"
                    "Write the name of one beside this BUILD file, such as billing.py."
                ),
            )
            for file in ("", "billing", "billing.pyi", "a/billing.py", "../billing.py", "*.py", "!billing.py", ".py")
        ),
        (
            FileField,
            "__init__.py",
            (
                "`__init__.py` in `file` is the package around it.\n"
                "Delete `file`: a pantstack_module without it is its directory."
            ),
        ),
        (
            CannotDependOnField,
            ["*"],
            (
                "`*` in `cannot_depend_on` is not the path of a module.\n"
                "Write it from the root of the repository, such as modules/orders."
            ),
        ),
        (DependsOnField, ["a", "b", "a"], "`a` is listed twice in `depends_on`.\nDelete one of the two."),
        *(
            (
                MirroredTestsField,
                [path],
                (
                    f"`{path}` in `tests` is not a folder (globs are not read here).\n"
                    "Write it from the root of the repository, such as tests/unit/orders."
                ),
            )
            for path in ("tests/*", "tests/**", "!tests", "/tests", "tests/", "../tests", "", ".", "tests:tests")
        ),
        (MirroredTestsField, ["tests/a", "tests/a"], "`tests/a` is listed twice in `tests`.\nDelete one of the two."),
        *(
            (
                InfrastructureField,
                path,
                (
                    f"`{path}` in `infrastructure` is not a directory of the module.\n"
                    "Write it relative to the module, such as infrastructure."
                ),
            )
            for path in ("/etc", "../../etc", "program/../..", "")
        ),
        *(
            (
                DeployedAsField,
                name,
                (
                    f"`{name}` in `deployed_as` cannot name a stack.\n"
                    "Write the name that the module had: lower-case letters, digits and underscores, a letter first."
                ),
            )
            for name in ("Orders", "modules/orders", "")
        ),
    ],
)
def test_refused_values(field: type[Field], value: object, expected: str) -> None:
    """A value that makes no sense is an error that names the target and the way out."""
    with pytest.raises(InvalidFieldException) as caught:
        field(value, ADDRESS)

    assert str(caught.value) == f"modules/orders:orders: {expected}"


def test_accepted_values() -> None:
    """Paths of modules stay as they are written, in their order."""
    assert DependsOnField(["b/c", "a"], ADDRESS).value == ("b/c", "a")
    assert DependsOnField(["*", "a"], ADDRESS).value == ("*", "a")
    assert FileField("billing.py", ADDRESS).value == "billing.py"
    assert DependsOnField(None, ADDRESS).value == ()
    assert MirroredTestsField(["tests/unit/orders", "tests/ä b"], ADDRESS).value == ("tests/unit/orders", "tests/ä b")
    assert [InfrastructureField(each, ADDRESS).value for each in (".", "deploy/program")] == [".", "deploy/program"]


@pytest.mark.parametrize("kind", [PantstackModule, PublicFacade])
def test_fields_are_distinct(kind: type[Target]) -> None:
    """No two fields of a target have one name: `pants help` would list both."""
    names = [field.alias for field in kind.core_fields]

    assert names == list(dict.fromkeys(names))
