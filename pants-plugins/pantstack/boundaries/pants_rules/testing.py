"""A repository with the checker in it, for tests of its rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pants.backend.google_cloud_function.python.target_types import PythonGoogleCloudFunction
from pants.backend.python import target_types_rules
from pants.backend.python.macros import python_requirements
from pants.backend.python.macros.python_artifact import PythonArtifact
from pants.backend.python.target_types import (
    PexBinariesGeneratorTarget,
    PexBinary,
    PythonDistribution,
    PythonRequirementTarget,
    PythonSourcesGeneratorTarget,
    PythonTestsGeneratorTarget,
    PythonTestUtilsGeneratorTarget,
)
from pants.core.goals.lint import LintResult
from pants.core.target_types import FilesGeneratorTarget, FileTarget, ResourcesGeneratorTarget, ResourceTarget
from pants.core.util_rules import source_files
from pants.engine.internals.parametrize import Parametrize
from pants.engine.rules import QueryRule, Rule, rule
from pants.engine.target import Target
from pants.source import source_root
from pants.testutil.rule_runner import RuleRunner

from pantstack.boundaries.pants_rules import lint as linter
from pantstack.boundaries.pants_rules.lint import PantstackLintRequest
from pantstack.declarations import macros, targets
from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.declarations.pants_rules import rules as catalog_rules

KINDS = (("core", "api", "test"),)
OPTIONS = ['--source-root-patterns=["/", "/src"]', '--pantstack-layers=["domain"]']


_TYPES: tuple[type[Target], ...] = (
    *targets.target_types(),
    FilesGeneratorTarget,
    FileTarget,
    PexBinariesGeneratorTarget,
    PexBinary,
    PythonGoogleCloudFunction,
    PythonDistribution,
    PythonRequirementTarget,
    python_requirements.PythonRequirementsTargetGenerator,
    PythonSourcesGeneratorTarget,
    PythonTestsGeneratorTarget,
    PythonTestUtilsGeneratorTarget,
    ResourcesGeneratorTarget,
    ResourceTarget,
)


@rule
async def resolve_kinds() -> ResolveKinds:
    """Stand in for the templates."""
    return ResolveKinds(KINDS)


def make_runner(
    more: Iterable[Rule] = (), bootstrap: Sequence[str] = (), types: Iterable[type[Target]] = ()
) -> RuleRunner:
    """A repository with the checker in it.

    Args:
        more: further rules.
        types: further target types.
    """
    runner = RuleRunner(
        rules=[
            *linter.rules(),
            *catalog_rules.rules(),
            resolve_kinds,
            *python_requirements.rules(),
            *source_root.rules(),
            *source_files.rules(),
            *target_types_rules.rules(),
            QueryRule(LintResult, (PantstackLintRequest.Batch,)),
            *more,
        ],
        target_types=[*_TYPES, *types],
        objects={"parametrize": Parametrize, "python_artifact": PythonArtifact},
        context_aware_object_factories=dict(macros.build_file_aliases(KINDS).context_aware_object_factories),
        bootstrap_args=tuple(bootstrap),
    )
    runner.set_options(OPTIONS)
    return runner
