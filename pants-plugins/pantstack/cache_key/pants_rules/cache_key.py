"""The goal `cache-key`: why two machines share results, or do not."""

from __future__ import annotations

from collections.abc import Iterable

from pants.backend.python.subsystems.python_native_code import PythonNativeCodeSubsystem
from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.backend.python.util_rules.pex_cli import PexCli
from pants.backend.python.util_rules.pex_environment import PexEnvironment
from pants.engine.console import Console
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.platform import Platform
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.option.global_options import GlobalOptions
from pants.version import VERSION

from pantstack.cache_key.describe import Machine, describe
from pantstack.pants_port import processes


class CacheKeySubsystem(GoalSubsystem):
    """The goal's options."""

    name = "cache-key"
    help = (
        "Show what of this machine is part of what Pants knows the result of a process by.\n\n"
        "Machines that share a remote cache have to agree on every line; compare them with `diff`."
    )


class CacheKey(Goal):
    """`pants cache-key`."""

    subsystem_cls = CacheKeySubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def cache_key(  # noqa: PLR0913, PLR0917  Pants hands over by type
    console: Console,
    everywhere: GlobalOptions,
    platform: Platform,
    cli: PexCli,
    environment: PexEnvironment,
    native: PythonNativeCodeSubsystem.EnvironmentAware,
    python: PythonSetup,
) -> CacheKey:
    """Gather what is about this machine, and print it."""
    found = await processes.interpreters((InterpreterConstraints(python.interpreter_constraints),))
    known = (entry.split("|") for entry in cli.known_versions)
    sums = {(version, system): fingerprint for version, system, fingerprint, *_ in known}
    machine = Machine(
        pants=VERSION,
        pex=(cli.version, sums.get((cli.version, platform.value), "")),
        system=platform.value,
        namespace=everywhere.process_execution_cache_namespace or "",
        tools=environment.bootstrap_python.path,
        interpreters=[(each.path, each.fingerprint or "") for each in found],
        search_path=environment.interpreter_search_paths,
        path=environment.path,
        variables={**environment.subprocess_environment_dict, **native.subprocess_env_vars},
    )
    console.print_stdout(describe(machine).rstrip("\n"))
    return CacheKey(exit_code=0)


def rules() -> Iterable[Rule]:
    """Collect the rules of the goal."""
    return collect_rules()
