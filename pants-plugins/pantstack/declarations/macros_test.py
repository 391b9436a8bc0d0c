"""The functions that BUILD files may call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pants.base.parse_context import ParseContext
from pants.engine.internals.parametrize import Parametrize
from pants.engine.internals.parser import BuildFileSymbolInfo

from pantstack.base.errors import UserError
from pantstack.declarations.macros import build_file_aliases, make_consumer_resolves, make_module_requirements

PANTS_TOML = """
[python]
default_resolve = "stack"
[python.resolves]
stack = "stack.lock"
infra = "infra.lock"
half_core = "half_core.lock"
"""


KINDS = (("core", "api", "test"), ("core", "test"))


class Oracle:
    """Knows which BUILD file is being parsed."""

    def __init__(self, path: str) -> None:
        self._path = path

    def filepath(self) -> str:
        """The BUILD file."""
        return self._path


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    """A repository with two modules, and one that lacks resolves."""
    lines = [f'{name}_{kind} = "x.lock"\n' for name in ("orders", "shipping") for kind in ("core", "api", "test")]
    (tmp_path / "pants.toml").write_text(PANTS_TOML + "".join(lines), encoding="utf-8")
    return tmp_path


def context(root: Path, build_file: str, **types: Callable[..., None]) -> ParseContext:
    """The context of a BUILD file that is being parsed."""
    return ParseContext(str(root), types, Oracle(build_file))


ORDERS = ("orders_core", "orders_api", "orders_test")
SHIPPING = ("shipping_core", "shipping_api", "shipping_test")


def test_consumer_resolves(root: Path) -> None:
    """The default resolve, those of the module around the BUILD file and those of the listed modules, once each."""
    own = make_consumer_resolves(context(root, "modules/orders/backend/public/BUILD"), KINDS)
    library = make_consumer_resolves(context(root, "stack/libs/common/BUILD"), KINDS)

    assert own() == Parametrize("stack", *ORDERS)
    assert own("modules/shipping", "modules/orders") == Parametrize("stack", *ORDERS, *SHIPPING)
    assert library() == Parametrize("stack")
    assert library("modules/shipping") == Parametrize("stack", *SHIPPING)


def test_kinds_of_resolves(root: Path) -> None:
    """A target that needs a web server is in no resolve without one."""
    resolves = make_consumer_resolves(context(root, "stack/libs/web/BUILD"), KINDS)

    assert resolves("modules/orders", kinds=["api", "test"]) == Parametrize("stack", *ORDERS[1:])
    with pytest.raises(UserError) as caught:
        resolves("modules/orders", kinds="api")
    assert caught.value == UserError(
        "consumer_resolves: kinds='api' is not a list of kinds of resolves.",
        'Write them in brackets: consumer_resolves("modules/billing", kinds=["api", "test"])',
    )


def test_a_module_without_resolves_adds_nothing(root: Path) -> None:
    """A module that is gone, or has no full set of resolves, leaves the BUILD file readable: the lint finds it."""
    resolves = make_consumer_resolves(context(root, "a/BUILD"), KINDS)

    assert resolves("modules/nope", "modules/half", "modules/orders") == Parametrize("stack", *ORDERS)


def test_a_default_resolve_that_is_a_modules(root: Path) -> None:
    """The default resolve counts once, whatever it is."""
    toml = root / "pants.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"stack"', '"orders_core"'), encoding="utf-8")

    assert make_consumer_resolves(context(root, "a/BUILD"), KINDS)("modules/orders") == Parametrize(*ORDERS)


def test_what_is_not_a_path(root: Path) -> None:
    """A list in place of paths is an error in words; Pants adds the BUILD file."""
    with pytest.raises(UserError) as caught:
        make_consumer_resolves(context(root, "a/BUILD"), KINDS)(["modules/orders"])

    assert caught.value == UserError(
        "consumer_resolves: ['modules/orders'] is not the path of a module.",
        'List paths, each in quotes: consumer_resolves("modules/billing", "modules/shipping")',
    )


def test_help(root: Path) -> None:
    """`pants help` shows the documentation and signature of every function that BUILD files may call."""
    factories = build_file_aliases(KINDS).context_aware_object_factories
    symbols = [BuildFileSymbolInfo(name, make(context(root, "BUILD"))) for name, make in factories.items()]

    assert [(each.name, (each.help or "").splitlines()[0]) for each in symbols] == [
        ("consumer_resolves", "Parametrize a target over the resolves of the modules that need it."),
        ("module_requirements", "Declare `python_requirements` for the resolves of every module."),
    ]
    assert [each.signature for each in symbols] == [
        "(*modules: 'str', kinds: 'Sequence[str]' = ()) -> 'Parametrize'",
        "() -> 'None'",
    ]


def test_module_requirements(root: Path) -> None:
    """Each set of requirements is in the resolves that include it."""
    made: list[dict[str, Any]] = []
    make_module_requirements(
        context(root, "3rdparty/python/BUILD", python_requirements=lambda **fields: made.append(fields)), KINDS
    )()

    assert made[:3] == [
        {"name": "orders-core", "source": "requirements-orders-core.txt", "resolve": Parametrize(*ORDERS)},
        {"name": "orders-api", "source": "requirements-orders-api.txt", "resolve": Parametrize(*ORDERS[1:])},
        {"name": "orders-test", "source": "requirements-orders-test.txt", "resolve": "orders_test"},
    ]
    assert len(made) == 6
