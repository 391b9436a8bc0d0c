"""The files of a module's configuration, and the line of each value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import yaml  # type: ignore[import-untyped]  # pants: no-infer-dep
from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue, ValidationError

from pantstack_runner.base.errors import UserError
from pantstack_runner.config.parsing import is_finite, parse_yaml
from pantstack_runner.contract.requests import Key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

SHARED: Final = "stack/config"
# How Pulumi marks a value that it encrypted, and what it keeps beside `config` to decrypt it.
SECURE: Final = "secure"
ENCRYPTION: Final = ("encryptionsalt", "encryptedkey", "secretsprovider")
# Set by the deploy itself.
RESERVED_KEYS: Final = frozenset(
    f"pantstack:{name}" for name in ("environment", "platform", "home", "cache", "artifacts", "dependencies")
)


def _not_reserved(key: str) -> str:
    if key in RESERVED_KEYS:
        raise ValueError(f"{key} is set by the deploy itself")
    return key


_Key = Annotated[Key, AfterValidator(_not_reserved)]


class _File(BaseModel):
    """What a configuration file may have."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    config: dict[_Key, JsonValue] = {}
    encryptionsalt: str | None = None
    encryptedkey: str | None = None
    secretsprovider: str | None = None


class _Project(_File):
    """A `Pulumi.yaml`, in which Pulumi keeps more."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


@dataclass(frozen=True)
class ConfigValue:
    """A value of a configuration file; `location` is file and line."""

    value: JsonValue
    location: str


@dataclass(frozen=True)
class ConfigFile:
    """A configuration file, for every module if it is shared, and the model of its contents."""

    path: Path
    shared: bool
    model: type[_File]


@dataclass(frozen=True)
class FileContents:
    """The contents of a configuration file, and what its secrets are encrypted by."""

    config: dict[str, ConfigValue]
    encryption: dict[str, ConfigValue]


def config_files_of(context: Context, module: Module) -> Iterator[ConfigFile]:
    """Yield the configuration files of a module; later ones win."""
    for folder, shared in ((SHARED, True), (module.infrastructure, False)):
        yield ConfigFile(context.root / folder / "Pulumi.yaml", shared, _Project)
        yield ConfigFile(context.root / folder / f"Pulumi.{context.environment.name}.yaml", shared, _File)


def own_path(context: Context, module: Module) -> str:
    """Return the path of a module's own file for the environment; only it may have Pulumi's secrets."""
    return f"{module.infrastructure}/Pulumi.{context.environment.name}.yaml"


def read_own(context: Context, module: Module) -> FileContents:
    """Read a module's own file for the environment.

    Raises:
        UserError: if it says what it may not.
    """
    path = context.root / own_path(context, module)
    return read_config_file(ConfigFile(path, shared=False, model=_File), context.root)


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a mapping that Pulumi wrote, empty if there is no such file.

    Raises:
        UserError: if it is not a mapping.
    """
    try:
        _, contents = parse_yaml(path.read_bytes()) if path.exists() else (None, None)
    except yaml.YAMLError as error:
        raise UserError(f"is not YAML: {error}.", "Fix it, or remove it.", path) from error
    if not isinstance(contents, dict | None):
        raise UserError("is not a mapping.", "Fix it, or remove it.", path)
    return contents or {}


def read_config_file(layer: ConfigFile, root: Path) -> FileContents:
    """Read a configuration file; one that is missing is empty.

    Raises:
        UserError: if it says what it may not.
    """
    path = layer.path.relative_to(root)
    node, contents = _parse(layer.path, str(path))
    if contents is None:
        return FileContents({}, {})
    if not isinstance(contents, dict):
        raise UserError("is not a mapping.", "Write `config:`, and the keys below it.", f"{path}:1")
    try:
        model = layer.model.model_validate({**contents, "config": contents.get("config") or {}})
    except ValidationError as error:
        raise _invalid(error, node, str(path)) from error
    config: dict[str, ConfigValue] = {}
    for key, value in model.config.items():
        line = f"{path}:{_line_of(node, ('config', key))}"
        config[key] = ConfigValue(_unwrap_typed_value(value) if layer.model is _Project else value, line)
        _check(key, config[key], layer)
    named = ((name, getattr(model, name)) for name in ENCRYPTION)
    encryption = {name: ConfigValue(value, f"{path}:{_line_of(node, (name,))}") for name, value in named if value}
    return FileContents(config, encryption)


def contains_key(value: object, key: str) -> bool:
    """Return whether a value has a key at any depth."""
    if isinstance(value, dict):
        return any(name == key or contains_key(inner, key) for name, inner in value.items())
    return isinstance(value, list) and any(contains_key(item, key) for item in value)


def _parse(path: Path, location: str) -> tuple[Any, Any]:
    """Return the nodes of a YAML file, which know their lines, and its contents; None if there is no such file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, None
    except OSError as error:
        raise UserError(f"cannot be read ({error.strerror}).", "Fix it, or remove it.", location) from error
    try:
        return parse_yaml(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        fact = getattr(error, "problem", None) or "it is not text in UTF-8"
        raise UserError(f"is not YAML: {fact}.", "Fix it, or remove it.", f"{location}:{line}") from error


def _unwrap_typed_value(value: JsonValue) -> JsonValue:
    """Return the value of a `{type, default}` mapping, as a `Pulumi.yaml` may have it."""
    if isinstance(value, dict) and set(value) <= {"type", "description", "default", "value", "secret", "items"}:
        return value.get("value", value.get("default"))
    return value


def _check(key: str, value: ConfigValue, layer: ConfigFile) -> None:
    if layer.shared and ":" not in key:
        raise UserError(
            f'"{key}" has no namespace, so no module would know it as its own.',
            f"Write NAMESPACE:{key}, for instance aws:region.",
            value.location,
        )
    if not is_finite(value.value):
        raise UserError(f'"{key}" is a number that JSON does not have.', "Write it in quotes, as text.", value.location)
    if (layer.shared or layer.model is _Project) and contains_key(value.value, SECURE):
        raise UserError(
            f'"{key}" is a secret, which only the stack that encrypted it can read.',
            "Keep it in `Pulumi.NAME.yaml` beside the module's program.",
            value.location,
        )


def _invalid(error: ValidationError, node: Any, location: str) -> UserError:  # noqa: ANN401 - pyyaml has no types
    first = error.errors(include_url=False)[0]
    loc = tuple(part for part in first["loc"] if part != "[key]")
    what = ".".join(str(part) for part in loc) or "the whole"
    fact = str(first["msg"]).removeprefix("Value error, ")
    return UserError(
        f"{what}: {fact}.",
        "Fix it; the keys of a configuration are below `config`.",
        f"{location}:{_line_of(node, loc)}",
    )


def _line_of(node: Any, loc: tuple[int | str, ...]) -> int:  # noqa: ANN401 - pyyaml has no types
    """Return the line of a key, or of the nearest node around it."""
    line = node.start_mark.line + 1
    for part in loc:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        pair = next(((key, value) for key, value in pairs if str(key.value) == str(part)), None)
        if pair is None:
            break
        line, node = pair[0].start_mark.line + 1, pair[1]
    return int(line)
