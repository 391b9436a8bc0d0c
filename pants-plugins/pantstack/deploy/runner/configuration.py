"""The configuration of a module: that of the repository, then of the environment, then its own; the later wins.

All files look like Pulumi's own: `Pulumi.yaml` is for every environment, `Pulumi.NAME.yaml` for one. Those of
`stack/config` are for every module, those beside a module's program for that module.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import yaml  # type: ignore[import-untyped]  # pants: no-infer-dep
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pantstack.deploy.runner import live, places
from pantstack.deploy.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pantstack.deploy.runner.plan import Module, Plan

SHARED: Final = "stack/config"
_OURS: Final = frozenset(
    f"pantstack:{name}" for name in ("environment", "platform", "home", "pex_root", "artefacts", "dependencies")
)


def _free(key: str) -> str:
    if key in _OURS:
        raise ValueError(f"{key} is set by the deploy itself")
    return key


_Key = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$"), AfterValidator(_free)
]


class _File(BaseModel):
    """What a file may say."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    config: dict[_Key, JsonValue] = {}
    encryptionsalt: str | None = None
    encryptedkey: str | None = None
    secretsprovider: str | None = None


class _Project(_File):
    """A `Pulumi.yaml`, in which Pulumi keeps more."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


@dataclass(frozen=True)
class _Layer:
    path: Path
    shared: bool
    model: type[_File]


def of_module(plan: Plan, module: Module) -> dict[str, Any]:
    """What the repository's files say for a module, every key with its namespace.

    Args:
        plan: the plan.
        module: the module.

    Raises:
        UsageError: if a file says what it may not.
    """
    if module.configuration is not None:
        return module.configuration
    merged: dict[str, Any] = {}
    for layer in _layers(plan, module):
        for key, value in _read(layer, plan.root).items():
            merged[key if ":" in key else f"{module.name}:{key}"] = value
    return merged


def check(plan: Plan) -> None:
    """Refuse a plan with a module whose configuration is wrong, before anything happens.

    Args:
        plan: the plan.

    Raises:
        UsageError: if a file says what it may not.
    """
    if plan.action in {"up", "preview"}:
        for module in plan.modules:
            of_module(plan, module)


def whole(plan: Plan, module: Module) -> dict[str, Any]:
    """What the module's program is told: its configuration, and what the deploy itself sets.

    Args:
        plan: the plan.
        module: the module.
    """
    artefacts = [{**each.model_dump(), "path": str(plan.root / each.path)} for each in module.artefacts]
    up = [name for name in module.depends_on if live.is_there(plan, name)]
    ours = {
        "pantstack:environment": plan.environment.name,
        "pantstack:platform": plan.environment.platform,
        "pantstack:home": str(plan.home),
        "pantstack:pex_root": str(places.cache() / "pex"),
        "pantstack:artefacts": json.dumps(artefacts),
        "pantstack:dependencies": json.dumps(up),
    }
    if plan.environment.region:
        ours["aws:region"] = plan.environment.region
    return {**of_module(plan, module), **ours}


def fingerprint(configuration: object) -> str:
    """A hash of a configuration, whatever the order of its keys.

    Args:
        configuration: what JSON can hold.
    """
    content = json.dumps(configuration, sort_keys=True).encode()
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _layers(plan: Plan, module: Module) -> Iterator[_Layer]:
    for folder, shared in ((plan.root / SHARED, True), (plan.root / module.infrastructure, False)):
        yield _Layer(folder / "Pulumi.yaml", shared, _Project)
        yield _Layer(folder / f"Pulumi.{plan.environment.name}.yaml", shared, _File)


def _read(layer: _Layer, root: Path) -> dict[str, Any]:
    place = layer.path.relative_to(root)
    try:
        content = layer.path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{place}: cannot be read ({error.strerror}).\nMend it, or remove it.") from error
    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
        said = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        fact = getattr(error, "problem", None) or "it is no text in UTF-8"
        raise UsageError(f"{place}:{line}: is not YAML: {fact}.\nMend it, or remove it.") from error
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise UsageError(f"{place}:1: is no mapping.\nWrite `config:`, and the keys below it.")
    try:
        found = layer.model.model_validate({**said, "config": said.get("config") or {}})
    except ValidationError as error:
        raise UsageError(_worded(error, node, str(place))) from error
    for key, value in found.config.items():
        if layer.shared:
            _check_shared(key, value, f"{place}:{_line(node, ('config', key))}")
    return {key: _unwrapped(value) if layer.model is _Project else value for key, value in found.config.items()}


def _unwrapped(value: JsonValue) -> JsonValue:
    """In a `Pulumi.yaml` a value may stand beside its type."""
    if isinstance(value, dict) and set(value) <= {"type", "description", "default", "value", "secret", "items"}:
        return value.get("value", value.get("default"))
    return value


def _check_shared(key: str, value: JsonValue, place: str) -> None:
    if ":" not in key:
        raise UsageError(
            f'{place}: "{key}" has no namespace, so no module would know it as its own.\n'
            f"Write NAMESPACE:{key}, for instance aws:region."
        )
    if isinstance(value, dict) and "secure" in value:
        raise UsageError(
            f'{place}: "{key}" is a secret, which only the stack that encrypted it can read.\n'
            "Keep it in `Pulumi.NAME.yaml` beside the module's program."
        )


def _worded(error: ValidationError, node: Any, place: str) -> str:  # noqa: ANN401 - pyyaml has no types
    first = error.errors(include_url=False)[0]
    loc = tuple(part for part in first["loc"] if part != "[key]")
    what = ".".join(str(part) for part in loc) or "the whole"
    fact = str(first["msg"]).removeprefix("Value error, ")
    return f"{place}:{_line(node, loc)}: {what}: {fact}.\nMend it; the keys of a configuration stand below `config`."


def _line(node: Any, loc: tuple[int | str, ...]) -> int:  # noqa: ANN401 - pyyaml has no types
    """The line of what stands at a place, or of the nearest thing around it."""
    line = node.start_mark.line + 1
    for part in loc:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next(((key, value) for key, value in pairs if str(key.value) == str(part)), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return int(line)
