"""The rule that lists Python in other forms; Pants remembers it until a file comes or goes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.rules import rule

from pantstack.boundaries.policy import other_form
from pantstack.pants_port import files


@dataclass(frozen=True)
class OtherFormsRequest:
    """A request for the files that may be Python and are not scanned."""


@dataclass(frozen=True)
class OtherForms:
    """Paths, sorted."""

    paths: tuple[str, ...]


@rule(desc="List Python in other forms")
async def list_other_forms(request: OtherFormsRequest) -> OtherForms:  # noqa: ARG001  rules are chosen by the type of the request
    """List them in a rule of its own: whatever else is new in the repository, what builds on it runs no second time."""
    (paths,) = await files.paths((("**/*",),))
    return OtherForms(tuple(path for path in paths if other_form.may_be(path)))
