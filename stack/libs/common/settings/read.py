"""Reading settings, with all mistakes at once."""

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings
from pydantic_settings import SettingsError as SourceError

_Settings = TypeVar("_Settings", bound=BaseSettings)
_EXIT_CODE = 2
_HELP = "Correct it in the environment or in .env."
_HELP_UNSET = "Set it in the environment or in .env."


class SettingsError(SystemExit):
    """The settings are wrong: the process ends with code 2, for which its standard error has the reasons."""

    def __init__(self, message: str) -> None:
        super().__init__(_EXIT_CODE)
        self.message = message

    def __str__(self) -> str:
        return self.message


def read_settings(model: type[_Settings]) -> _Settings:
    """Read the settings of a service.

    Raises:
        SettingsError: if there are mistakes; each is written to standard error, without its value.
    """
    try:
        return model()
    except ValidationError as error:
        mistakes = [line for details in error.errors() for line in _describe(model, details)]
    except SourceError as error:
        field = re.search(r'field "(\w+)"', str(error))
        mistakes = [f"{_variable(model, field[1] if field else '')}: not JSON.\n{_HELP}"]
    except OSError as error:
        mistakes = [f"{error.filename or '.env'} cannot be read: {error.strerror}.\n{_HELP}"]
    except UnicodeDecodeError:
        mistakes = [f".env cannot be read: not UTF-8.\n{_HELP}"]
    message = "\n".join(mistakes)
    sys.stderr.write(f"{message}\n")
    # Without the cause: it has the values.
    raise SettingsError(message) from None


def _describe(model: type[BaseSettings], details: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong, with the names of the variables."""
    context = details.get("ctx", {})
    if "mistakes" in context:
        for name, reason in context["mistakes"].items():
            remedy = _HELP_UNSET if reason.startswith("not set") else _HELP
            yield f"{_variable(model, name)}: {reason}.\n{remedy}"
        return
    variable = _variable(model, str(details["loc"][0]) if details["loc"] else "")
    reason = str(details["msg"])
    if details["type"] == "missing":
        yield f"{variable}: not set.\n{_HELP_UNSET}"
        return
    if details["type"] in {"value_error", "assertion_error"}:
        reason = reason.partition(", ")[2]
        # A validator of a module's own may repeat what it refuses.
        reason = "not valid" if str(details["input"]) in reason else reason
    yield f"{variable}: {reason[:1].lower()}{reason[1:].rstrip('.')}.\n{_HELP}"


def _variable(model: type[BaseSettings], field: str) -> str:
    """The name of the variable that sets a field; those with an alias have that as their name."""
    prefix = model.model_config.get("env_prefix", "") if not field or field in model.model_fields else ""
    return f"{prefix}{field or '*'}".upper()
