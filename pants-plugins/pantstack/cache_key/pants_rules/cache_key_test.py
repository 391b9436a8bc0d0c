"""The goal `cache-key` inside Pants."""

from __future__ import annotations

import sys

from pants.backend.python.util_rules import pex
from pants.backend.python.util_rules.pex import PythonProvider
from pants.backend.python.util_rules.pex_environment import PythonExecutable
from pants.core.goals import package as package_goal
from pants.engine.platform import Platform
from pants.engine.rules import collect_rules, rule
from pants.engine.unions import UnionRule
from pants.testutil.rule_runner import RuleRunner
from pants.version import VERSION

from pantstack.cache_key.describe import Machine, describe
from pantstack.cache_key.pants_rules import cache_key

SYSTEM = Platform.create_for_localhost().value


class OwnPython(PythonProvider):
    """The interpreter of the test itself."""


@rule
async def own_python(_: OwnPython) -> PythonExecutable:
    """No search."""
    return PythonExecutable(sys.executable, "beef")


def test_shows_what_processes_get() -> None:
    """Settings show as processes get them, and the interpreters as they were found."""
    runner = RuleRunner(
        rules=[
            *collect_rules(globals()),
            *cache_key.rules(),
            *pex.rules(),
            *package_goal.rules(),
            UnionRule(PythonProvider, OwnPython),
        ]
    )
    result = runner.run_goal_rule(
        cache_key.CacheKey,
        global_args=[
            "--process-execution-cache-namespace=of this test",
            "--pex-executable-search-paths=['/usr/bin', '/bin']",
            "--python-bootstrap-search-path=['/usr/bin']",
            "--python-native-code-cpp-flags=[]",
            "--python-native-code-ld-flags=['-lx']",
            "--subprocess-environment-env-vars=['LC_ALL=C.UTF-8']",
            "--pex-cli-version=v2.1.163",
            f"--pex-cli-known-versions=['v2.1.163|{SYSTEM}|38da|5']",
        ],
    )

    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        describe(
            Machine(
                pants=VERSION,
                pex=("v2.1.163", "38da"),
                system=SYSTEM,
                namespace="of this test",
                tools=sys.executable,
                interpreters=((sys.executable, "beef"),),
                search_path=("/usr/bin",),
                path=("/usr/bin", "/bin"),
                variables={"CPPFLAGS": "", "LC_ALL": "C.UTF-8", "LDFLAGS": "-lx"},
            )
        ),
        "",
    )
