"""Whether a module is up, from its processes and services and not from its records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from pantstack_runner.records import records, stack_states
from pantstack_runner.storage import paths
from pantstack_runtime import docker, marks
from pantstack_runtime.health import probe
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.records.record import Record

Liveness = Literal["up", "down", "unknown"]
_TIMEOUT: Final = 3.0


def check_liveness(context: Context, module: str, outputs: Mapping[str, Any]) -> Liveness:
    """Check whether a module is up: its processes of this machine run, and its service answers.

    What another work tree runs, from which this one was copied with its state, is not of this module.
    """
    readable = context.environment.traits.on_this_machine and stack_states.is_readable(context)
    identities = processes(context, module) if readable else ()
    here = paths.exclusive_home(context)
    if identities is None or not all(each.is_alive() and not marks.is_of_another(each, here) for each in identities):
        return "down"
    if here and any(_is_of_another(container, here) for container in containers(context, module)):
        return "down"
    url = health_url(context, module, outputs)
    if url:
        return "up" if not probe(url, _TIMEOUT).fault else "down"
    return "up" if identities else "unknown"


def health_url(context: Context, module: str, outputs: Mapping[str, Any]) -> str:
    """Return the URL of a module's health check, "" where its outputs have no `url`."""
    url = outputs.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return ""
    return f"{url.rstrip('/')}{context.environment.traits.health_path.format(module=module)}"


def liveness_of_record(context: Context, record: Record) -> Liveness:
    """Check whether what a deploy started is up. A module without artifacts has no service to ask."""
    return check_liveness(context, record.module, record.outputs if record.artifacts else {})


def has_stack(context: Context, module: str) -> bool:
    """Return whether a module has a stack that others may read, as far as is known without Pulumi."""
    if paths.backend_url(context).startswith("file://"):
        return stack_states.read_state(context, module) is not None
    # What was deployed last and succeeded: a deploy that failed took nothing away.
    history = records.read_records(context, module, until=lambda record: record.result == "succeeded")
    if history.problems and not history.records:
        raise history.problems[0]
    return bool(history.records) and history.records[-1].is_good


def available_dependencies(context: Context, module: Module, along: Collection[str]) -> list[str]:
    """Return the dependencies whose outputs a module's program may read; those of the same run will be up by then."""
    return [name for name in module.depends_on if name in along or has_stack(context, name)]


def _is_of_another(container: str, here: str) -> bool:
    try:
        return marks.is_another(marks.home_of_container(container), here)
    except docker.DockerError:
        # Then its service does not answer either, or is not of a container.
        return False


def processes(context: Context, module: str) -> tuple[ProcessIdentity, ...] | None:
    """Return the processes in the state of a module; None if it has no state, or an empty one."""
    state = stack_states.read_state(context, module)
    if state is None or state.outputs is None:
        return None
    return tuple(
        ProcessIdentity(int(outputs["pid"]), str(outputs["started"]))
        for outputs in state.outputs
        # Pulumi's numbers come back as floats; what else is called so is not of ours.
        if isinstance(outputs.get("pid"), int | float) and outputs.get("started")
    )


def containers(context: Context, module: str) -> tuple[str, ...]:
    """Return the identifiers of this machine's containers in the state of a module."""
    state = stack_states.read_state(context, module)
    outputs_of_resources = (state and state.outputs) or ()
    return tuple(str(outputs["container"]) for outputs in outputs_of_resources if outputs.get("container"))
