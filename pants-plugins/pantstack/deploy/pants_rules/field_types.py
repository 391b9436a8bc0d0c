"""Kinds of fields, each with messages of our own for what it does not accept."""

from __future__ import annotations

import re
from typing import ClassVar, Iterable, Optional  # noqa: UP035  help shows that of `typing` with its elements

from pants.engine.addresses import Address
from pants.engine.target import Field, InvalidFieldException, StringField, StringSequenceField


def invalid(field: type[Field], address: Address, reason: str, remedy: str) -> InvalidFieldException:
    """Make the error for a value of a field.

    Args:
        reason: what is wrong, after the field's name.
    """
    return InvalidFieldException(f"{address}: `{field.alias}` {reason}.\n{remedy}")


class PatternField(StringField):
    """A text that matches a pattern."""

    form: ClassVar[re.Pattern[str]]
    fault: ClassVar[str]
    remedy: ClassVar[str]

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """Accept a text that matches.

        Raises:
            InvalidFieldException: for anything else.
        """
        if raw_value is not None and not isinstance(raw_value, str):
            raise invalid(cls, address, f"is {raw_value!r}, which is not a text", cls.remedy)
        value = super().compute_value(raw_value, address)
        if value is not None and not cls.form.fullmatch(value):
            printed = _without_keys(value) if "://" in value else value
            raise invalid(cls, address, f"is {printed!r}, {cls.fault}", cls.remedy)
        return value


def _without_keys(url: str) -> str:
    """Remove what might be a secret from a URL."""
    return re.sub(r"//[^/@]*@", "//", url).partition("?")[0]


class ChoiceField(StringField):
    """One of some words: Pants' own `valid_choices`, which help lists, with our message for another one."""

    valid_choices: ClassVar[tuple[str, ...]]
    called: ClassVar[str]

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """Accept one of the words.

        Raises:
            InvalidFieldException: for anything else.
        """
        if raw_value is not None and raw_value not in cls.valid_choices:
            known = ", ".join(sorted(cls.valid_choices))
            raise invalid(cls, address, f"is {raw_value!r}; the {cls.called} are: {known}", "Choose one of them.")
        return super().compute_value(raw_value, address)


class TextsField(StringSequenceField):
    """A list of texts."""

    example: ClassVar[str]

    @classmethod
    def compute_value(cls, raw_value: Optional[Iterable[str]], address: Address) -> Optional[tuple[str, ...]]:
        """Accept a list of texts.

        Raises:
            InvalidFieldException: for anything else.
        """
        remedy = f"Write a list of texts, such as {cls.example}."
        if raw_value is not None and not isinstance(raw_value, (list, tuple)):
            raise invalid(cls, address, f"is {raw_value!r}, which is not a list", remedy)
        for item in raw_value or ():
            if not isinstance(item, str):
                raise invalid(cls, address, f"lists {item!r}, which is not a text", remedy)
        return super().compute_value(raw_value, address)
