"""Something deprecated is still used, or still there, after its last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pantstack.boundaries.checks.deprecated_name import create_finding, is_over
from pantstack.boundaries.facades.deprecations import Deprecated, deprecated, uses
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "expired-deprecation"


def check(project: Project, today: date) -> Iterator[Finding]:
    """Report uses of what is deprecated after its last day, what nobody uses any more, and days that are none."""
    found = deprecated(project)
    over = tuple(each for each in found if is_over(each, today))
    used = set()
    for use in uses(project, over):
        used.add(use.of)
        state = f"could be used until {use.of.deprecation.until}"
        yield create_finding(use.path, use.of, CODE, state).at(use.site.position, use.site.end)
    for each in found:
        if each.deprecation.problem is not None:
            yield _at_definition(
                each,
                f"The day of this `deprecated` cannot be taken: {each.deprecation.problem}.",
                "Without a day nobody knows how long the name may be used.",
                'Write the last day as until="YYYY-MM-DD".',
            )
        elif each in over and each not in used:
            yield _at_definition(
                each,
                f"`{each.deprecation.name}` could be used until {each.deprecation.until}, and nobody uses it any more.",
                f"{each.module.path} offers it, and no other file of this repository takes it.",
                "Remove it.",
            )


def _at_definition(each: Deprecated, message: str, because: str, help: str) -> Finding:
    target = f"{each.module.path}:{each.deprecation.name}"
    found = Finding.of(each.path, CODE, message, because, help, target)
    return found.at(each.deprecation.position, each.deprecation.end)
