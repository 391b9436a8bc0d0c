"""Awaits the files that are not scanned."""

from __future__ import annotations

from pantstack.boundaries.pants_rules.other_forms.rules import OtherForms, OtherFormsRequest, list_other_forms
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import implicitly

    async def other_forms() -> OtherForms:
        """Await the files that may be Python in another form; remembered until there are others."""
        return await list_other_forms(OtherFormsRequest(), **implicitly())

else:
    from pants.engine.rules import Get

    async def other_forms() -> OtherForms:
        """Await the files that may be Python in another form; remembered until there are others."""
        return await Get(OtherForms, OtherFormsRequest())
