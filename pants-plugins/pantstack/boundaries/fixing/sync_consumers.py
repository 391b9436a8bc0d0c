"""Make `consumer_resolves()` list the modules that need a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.resolver.consumers.needs import ConsumerList
from pantstack.boundaries.resolver.consumers.targets import CONSUMER_RESOLVES, ConsumerTarget
from pantstack.buildfiles.edit import set_arguments
from pantstack.buildfiles.parse import BuildFile


def edit_lists(lists: Iterable[ConsumerList], texts: Mapping[str, str]) -> tuple[dict[str, str], list[UserError]]:
    """Edit the lists that are not as they should be.

    Args:
        texts: BUILD files by path.

    Returns:
        The new texts by path, and what a person has to do.
    """
    edited: dict[str, str] = {}
    refused = []
    for each in lists:
        path, missing = each.target.path, [need.module for need in each.missing]
        if not missing and not each.unneeded:
            continue
        text = edited.get(path, texts.get(path, ""))
        if "\ufffd" in text:
            place = SourceLocation(path, each.target.position.line)
            refused.append(UserError("This BUILD file could not be read as UTF-8.", "Edit it by hand.", place))
            continue
        build = BuildFile(path, text)
        edited[path] = set_arguments(build, CONSUMER_RESOLVES, each.target.number, missing, each.unneeded).text
    return edited, refused


def add_consumer(targets: Iterable[ConsumerTarget], module: str, texts: Mapping[str, str]) -> dict[str, str]:
    """List one more module as a consumer of targets; return the new texts of their BUILD files, by path."""
    edited: dict[str, str] = {}
    for target in targets:
        build = BuildFile(target.path, edited.get(target.path, texts[target.path]))
        edited[target.path] = set_arguments(build, CONSUMER_RESOLVES, target.number, [module], ()).text
    return {path: text for path, text in edited.items() if text != texts[path]}
