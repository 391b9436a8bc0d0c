"""A repository with the checker in it, for tests of its rules."""

from __future__ import annotations

from collections.abc import Iterable

from pants.backend.google_cloud_function.python.target_types import PythonGoogleCloudFunction
from pants.backend.python import target_types_rules
from pants.backend.python.macros.python_artifact import PythonArtifact
from pants.backend.python.target_types import (
    PexBinariesGeneratorTarget,
    PexBinary,
    PythonDistribution,
    PythonRequirementTarget,
    PythonSourcesGeneratorTarget,
    PythonTestsGeneratorTarget,
)
from pants.core.goals.lint import LintResult
from pants.core.target_types import FilesGeneratorTarget, FileTarget, ResourcesGeneratorTarget, ResourceTarget
from pants.core.util_rules import source_files
from pants.engine.internals.parametrize import Parametrize
from pants.engine.rules import QueryRule, Rule
from pants.source import source_root
from pants.testutil.rule_runner import RuleRunner

from pantstack.boundaries.checks import pages
from pantstack.boundaries.pants_rules import lint as linter
from pantstack.boundaries.pants_rules.lint import PantstackLintRequest
from pantstack.declarations import targets
from pantstack.declarations.pants_rules import rules as catalog_rules

# Where the pages are for a repository that is not around them.
PAGES = pages.folder("/nowhere")
OPTIONS = ['--source-root-patterns=["/", "/src"]', '--pantstack-layers=["domain"]']


def make_runner(more: Iterable[Rule] = ()) -> RuleRunner:
    """A repository with the checker in it."""
    runner = RuleRunner(
        rules=[
            *linter.rules(),
            *catalog_rules.rules(),
            *source_root.rules(),
            *source_files.rules(),
            *target_types_rules.rules(),
            QueryRule(LintResult, (PantstackLintRequest.Batch,)),
            *more,
        ],
        target_types=[
            *targets.target_types(),
            FilesGeneratorTarget,
            FileTarget,
            PexBinariesGeneratorTarget,
            PexBinary,
            PythonGoogleCloudFunction,
            PythonDistribution,
            PythonRequirementTarget,
            PythonSourcesGeneratorTarget,
            PythonTestsGeneratorTarget,
            ResourcesGeneratorTarget,
            ResourceTarget,
        ],
        objects={"parametrize": Parametrize, "python_artifact": PythonArtifact},
    )
    runner.set_options(OPTIONS)
    return runner
