"""The checks: one file each, with its page beside it; to add one is a file, a page and a line here.

A check is a module with `CODE`, `check(project)`, and `SEVERITY` unless its findings are errors by default.
One that depends on the day has `check(project, today)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Callable, Final

from pantstack.boundaries.checks import (
    breaking_facade_change,
    deprecated_name,
    diverging_versions,
    dynamic_private_import,
    expired_deprecation,
    facade_leak,
    forbidden_dependency,
    infrastructure_import,
    inner_layer_violation,
    layer_violation,
    missing_consumer_resolves,
    module_cycle,
    not_a_consumer,
    private_dependency,
    private_import,
    stale_facade_lock,
    stale_lockfile,
    undeclared_module,
    undeclared_stack_reference,
    unexported_name,
    unparsable_file,
    unprovable_import,
    unprovable_stack_reference,
    unused_consumer_resolves,
    unused_dependency,
)
from pantstack.boundaries.findings import Finding, Severity
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project

# Looks at the whole project and yields findings in any order.
Check = Callable[[Project], Iterable[Finding]]
# Looks at one use of a module, and at the declarations.
UseCheck = Callable[[Project, ModuleUse], Iterable[Finding]]
# Looks at it on a day.
DatedCheck = Callable[[Project, date], Iterable[Finding]]

_MODULES: Final = (
    private_import,
    undeclared_module,
    undeclared_stack_reference,
    forbidden_dependency,
    layer_violation,
    inner_layer_violation,
    module_cycle,
    not_a_consumer,
    unexported_name,
    private_dependency,
    facade_leak,
    breaking_facade_change,
    stale_facade_lock,
    dynamic_private_import,
    unprovable_import,
    unprovable_stack_reference,
    infrastructure_import,
    unused_dependency,
    missing_consumer_resolves,
    unused_consumer_resolves,
    stale_lockfile,
    diverging_versions,
    unparsable_file,
)
_DATED: Final = (deprecated_name, expired_deprecation)
# Those that judge each use of a module by itself, what its other files do notwithstanding.
USE_CHECKS: Final[tuple[UseCheck, ...]] = (
    undeclared_module.judge,
    forbidden_dependency.judge,
    layer_violation.judge,
    not_a_consumer.judge,
    unexported_name.judge,
)
CHECKS: Final[tuple[Check, ...]] = tuple(module.check for module in _MODULES)
DATED_CHECKS: Final[tuple[DatedCheck, ...]] = tuple(module.check for module in _DATED)
SEVERITIES: Final[dict[str, Severity]] = {
    module.CODE: getattr(module, "SEVERITY", "error") for module in (*_MODULES, *_DATED)
}
