"""The contents of a record, and how they are read from an untrusted file."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pantstack_runner.base.errors import FailedError
from pantstack_runner.contract.environment import Gate
from pantstack_runner.contract.module import Artifact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERSION: Final = 2
_TIME_FORMAT: Final = "%Y%m%dT%H%M%S.%fZ"
FILE_PATTERN: Final = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)\.json")
_MAX_ERROR_LENGTH: Final = 2000
# By it Pulumi marks a secret inside a value.
SECRET_MARK: Final = "4dabf18193072939515e22adb298388d"  # noqa: S105 - a name
# It puts the first in place of a secret.
_SECRET_MARKERS: Final = ("[secret]", SECRET_MARK)


class Record(BaseModel):
    """What one deploy did with one module.

    Attributes:
        plan: the hash of the plan, "sha256:...".
        infrastructure: the hash of all that the program is made of.
        configuration: by key; of a secret where it comes from, or what Pulumi has encrypted.
        configured: the hash of all inputs of the program, and of what other modules gave to it.
        outputs: what the stack gave, secrets left out.
        secrets: whether any were left out.
        restores: the name of the record that a rollback brought back, None if it was none.
        promoted_from: the environment whose artifacts were taken, None if they were built.
        gates: those that were green for the artifacts, at `commit`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[2] = VERSION
    module: str
    environment: str
    action: Literal["up", "destroy"]
    result: Literal["started", "succeeded", "failed"] = "started"
    began: AwareDatetime
    seconds: float | None = None
    who: str
    commit: str | None = None
    dirty: bool = False
    artifacts: tuple[Artifact, ...] = ()
    plan: str
    infrastructure: str = ""
    configuration: dict[str, JsonValue] = {}
    configured: str = ""
    outputs: dict[str, JsonValue] = {}
    secrets: bool = False
    changes: Annotated[int, Field(ge=0)] = 0
    error: str | None = None
    restores: str | None = None
    promoted_from: str | None = None
    gates: tuple[Gate, ...] = ()

    @property
    def name(self) -> str:
        """The name of its file, without the suffix."""
        return self.began.strftime(_TIME_FORMAT)

    @property
    def is_good(self) -> bool:
        """Whether it is a successful `up`."""
        return self.action == "up" and self.result == "succeeded"

    @property
    def took_down(self) -> bool:
        """Whether it is a successful `destroy`."""
        return self.action == "destroy" and self.result == "succeeded"


def next_record_time(names: Sequence[str]) -> datetime:
    """Return the current time, or one after the last of the records' file names if the clock was put back."""
    now = datetime.now(UTC)
    match = FILE_PATTERN.fullmatch(names[-1]) if names else None
    try:
        last = datetime.strptime(match[1], _TIME_FORMAT).replace(tzinfo=UTC) if match else now
        return now if last < now or match is None else last + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return now


def without_secrets(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs, as Pulumi's events have them, that are not secrets."""
    return {name: value for name, value in outputs.items() if not _contains_secret(value)}


def truncate_error(error: str) -> str:
    """Shorten an error for a record."""
    return error if len(error) <= _MAX_ERROR_LENGTH else f"{error[:_MAX_ERROR_LENGTH]}..."


def _contains_secret(value: object) -> bool:
    if isinstance(value, dict):
        return any(key in _SECRET_MARKERS or _contains_secret(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return any(_contains_secret(item) for item in value)
    return isinstance(value, str) and any(sign in value for sign in _SECRET_MARKERS)


def parse_record(content: bytes | OSError, identity: tuple[str, str, str], location: str) -> Record | FailedError:
    """Parse a record, or return why that fails; one of another environment or module is refused.

    Args:
        identity: the environment, the module and the file's name that it has to match.
    """
    if isinstance(content, OSError):
        return _not_a_record(str(content.strerror), location)
    version = _version(content)
    if version not in {None, VERSION}:
        return FailedError(
            f"is a record of version {version}, and this Pantstack reads version {VERSION}.",
            "It is ignored; deploy the module again, then remove this file.",
            location,
        )
    try:
        record = Record.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return _not_a_record(f"{where}: {first['msg']}" if where else str(first["msg"]), location)
    own_identity = (record.environment, record.module, f"{record.name}.json")
    return record if own_identity == identity else _not_a_record(f"it is {'/'.join(own_identity)}", location)


def _not_a_record(reason: str, location: str) -> FailedError:
    return FailedError(f"is not a record: {reason}.", "It is ignored; restore it from a copy, or remove it.", location)


def _version(content: bytes) -> int | None:
    """Return which version a record says it has, None if it does not say that."""
    try:
        version = json.loads(content)["version"]
    except (ValueError, LookupError, TypeError):
        return None
    return version if isinstance(version, int) else None
