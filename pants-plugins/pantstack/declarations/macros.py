"""Functions that BUILD files call instead of listing resolves and requirements.

Both read `[python.resolves]`, the one place where a module's resolves are declared.
Pants restarts its daemon when pants.toml changes, so what they return stays true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pants.base.parse_context import ParseContext
from pants.build_graph.build_file_aliases import BuildFileAliases
from pants.engine.internals.parametrize import Parametrize

from pantstack.base.errors import UserError
from pantstack.declarations.model import name_of
from pantstack.declarations.module_resolves import Kinds, ModuleResolves, parse


def build_file_aliases(kinds: Kinds) -> BuildFileAliases:
    """Return what BUILD files may call.

    Args:
        kinds: the kinds of resolves that a module of a template has, by template; the longest first.
    """
    factories: dict[str, Callable[[ParseContext], Any]] = {
        "consumer_resolves": partial(make_consumer_resolves, known_kinds=kinds),
        "module_requirements": partial(make_module_requirements, kinds=kinds),
    }
    return BuildFileAliases(context_aware_object_factories=factories)


# `pants help` shows the docstrings of the functions that these two return.
def make_consumer_resolves(context: ParseContext, known_kinds: Kinds) -> Callable[..., Parametrize]:
    """Make `consumer_resolves()` for BUILD files."""

    def consumer_resolves(*modules: str, kinds: Sequence[str] = ()) -> Parametrize:
        """Parametrize a target over the resolves of the modules that need it.

        These are the default resolve, the resolves of the module around the BUILD file,
        and those of the modules that are listed: whoever uses the target, directly or
        through a facade that imports it, such as

            public_facade(resolve=consumer_resolves("modules/billing", "modules/shipping"))

        `pants lint` names the module that is missing, `pants modules --sync` keeps all lists
        true, and `pants new-module --uses=orders` adds a new module where it is needed.
        A module without resolves in `[python.resolves]` of pants.toml adds nothing.
        `kinds=["api", "test"]` leaves out other resolves of modules, which lack what the target imports.
        """
        if isinstance(kinds, str) or not all(isinstance(kind, str) for kind in kinds):
            raise UserError(
                f"consumer_resolves: kinds={kinds!r} is not a list of kinds of resolves.",
                'Write them in brackets: consumer_resolves("modules/billing", kinds=["api", "test"])',
            )
        wrong = [module for module in modules if not isinstance(module, str)]
        if wrong:
            raise UserError(
                f"consumer_resolves: {wrong[0]!r} is not the path of a module.",
                'List paths, each in quotes: consumer_resolves("modules/billing", "modules/shipping")',
            )
        known = _resolves(context, known_kinds)
        return Parametrize(*known.of({*map(name_of, modules), *known.around(context.rel_path)}, kinds))

    return consumer_resolves


def make_module_requirements(context: ParseContext, kinds: Kinds) -> Callable[[], None]:
    """Make `module_requirements()` for BUILD files."""

    def module_requirements() -> None:
        """Declare `python_requirements` for the resolves of every module.

        Call it once, in the BUILD file beside the files `requirements-NAME-KIND.txt`.
        A module NAME has resolves `NAME_core`, `NAME_api` and `NAME_test` in
        `[python.resolves]` of pants.toml; each has the requirements of those before it, too.
        The targets are called `NAME-core`, `NAME-api` and `NAME-test`.
        """
        for name, kind, resolves in _resolves(context, kinds).requirement_files():
            context.create_object(
                "python_requirements",
                name=f"{name}-{kind}",
                source=f"requirements-{name}-{kind}.txt",
                resolve=Parametrize(*resolves) if len(resolves) > 1 else resolves[0],
            )

    return module_requirements


def _resolves(context: ParseContext, kinds: Kinds) -> ModuleResolves:
    return parse(Path(context.build_root, "pants.toml").read_text(encoding="utf-8"), kinds)
