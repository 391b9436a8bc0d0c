"""Runs processes in Pants' sandboxes and in the user's terminal, and finds interpreters for them."""

from __future__ import annotations

from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.backend.python.util_rules.pex_environment import PythonExecutable
from pants.engine.process import FallibleProcessResult, InteractiveProcess, InteractiveProcessResult, Process

from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.backend.python.util_rules.pex import find_interpreter
    from pants.engine.intrinsics import execute_process, run_interactive_process
    from pants.engine.rules import concurrently, implicitly

    async def interpreters(constraints: tuple[InterpreterConstraints, ...]) -> tuple[PythonExecutable, ...]:
        """Find an interpreter for each set of constraints."""
        return await concurrently(find_interpreter(constraint, **implicitly()) for constraint in constraints)

    async def results(processes: tuple[Process, ...]) -> tuple[FallibleProcessResult, ...]:
        """Run processes and return their results, failures too."""
        return await concurrently(execute_process(process, **implicitly()) for process in processes)

    async def run_interactive(processes: tuple[InteractiveProcess, ...]) -> tuple[int, ...]:
        """Run processes in the user's terminal, one after another, until one fails; their exit codes."""
        codes: list[int] = []
        for process in processes:
            result: InteractiveProcessResult = await run_interactive_process(process)
            codes.append(result.exit_code)
            if result.exit_code:
                break
        return tuple(codes)

else:
    from pants.engine.rules import Effect, Get, MultiGet

    async def interpreters(constraints: tuple[InterpreterConstraints, ...]) -> tuple[PythonExecutable, ...]:
        """Find an interpreter for each set of constraints."""
        return await MultiGet(Get(PythonExecutable, InterpreterConstraints, constraint) for constraint in constraints)

    async def results(processes: tuple[Process, ...]) -> tuple[FallibleProcessResult, ...]:
        """Run processes and return their results, failures too."""
        return await MultiGet(Get(FallibleProcessResult, Process, process) for process in processes)

    async def run_interactive(processes: tuple[InteractiveProcess, ...]) -> tuple[int, ...]:
        """Run processes in the user's terminal, one after another, until one fails; their exit codes."""
        codes: list[int] = []
        for process in processes:
            result = await Effect(InteractiveProcessResult, InteractiveProcess, process)
            codes.append(result.exit_code)
            if result.exit_code:
                break
        return tuple(codes)
