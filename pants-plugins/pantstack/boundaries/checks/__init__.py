"""The checks: one file each, with its page beside it; adding one is a file, a page and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pantstack.boundaries.checks import (
    dynamic_private_import,
    facade_leak,
    infrastructure_import,
    layer_violation,
    module_cycle,
    not_a_consumer,
    private_dependency,
    private_import,
    undeclared_module,
    undeclared_stack_reference,
    unexported_name,
    unparsable_file,
    unprovable_import,
    unprovable_stack_reference,
    unused_dependency,
)
from pantstack.boundaries.policy import suppressions

if TYPE_CHECKING:
    from pantstack.boundaries.resolver.project import Check

_MODULES: Final = (
    private_import,
    undeclared_module,
    undeclared_stack_reference,
    layer_violation,
    module_cycle,
    not_a_consumer,
    unexported_name,
    private_dependency,
    facade_leak,
    dynamic_private_import,
    unprovable_import,
    unprovable_stack_reference,
    infrastructure_import,
    unused_dependency,
    unparsable_file,
)
CHECKS: Final[tuple[Check, ...]] = tuple(each.check for each in _MODULES)
# The last three arise where findings are hidden: core/suppress.py and core/baseline.py.
CODES: Final = (*(each.CODE for each in _MODULES), suppressions.UNUSED, suppressions.EXPIRED, suppressions.STALE)
