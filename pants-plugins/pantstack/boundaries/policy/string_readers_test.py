"""The option that adds functions and names which read strings as imports."""

from __future__ import annotations

import pytest

from pantstack.base.errors import Parsed, UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.policy.string_readers import parse

TOML = SourceLocation("pants.toml", 7)


def read(*entries: str) -> Parsed[tuple[str, ...]]:
    """Read entries that stand on one line."""
    return parse(entries, lambda _: TOML)


def test_entries() -> None:
    """Functions, methods of what functions return, and names come sorted, so that their order changes no scan."""
    entries = (
        "acme.plugins.load(name)",
        "acme.jobs.Queue().submit(_, target)",
        "acme.register(*, factory, fallback)",
        "acme.open(name , * , package)",
        "load(name)",
        "ACME_PLUGINS",
    )

    assert read(*entries) == Parsed(tuple(sorted(entries)))
    assert read() == Parsed(())


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "acme.plugins.load",
        "acme.plugins.load()",
        "acme.plugins.load(_)",
        "acme.plugins.load(*)",
        "acme.plugins.load(name, )",
        "acme.plugins.load(name, *)",
        "acme.plugins.load(*, _)",
        "acme.plugins.load(0)",
        "acme.plugins.load(name",
        "acme.plugins.load(na-me)",
        "acme.plugins.load(name name)",
        "acme.plugins.load(*name)",
        "acme.plugins.load(**name)",
        "acme..load(name)",
        ".load(name)",
        "acme.()(name)",
        "acme.load()()(name)",
        "0.load(name)",
        "acme/plugins.py",
        "acme.load(name)\n",
        "A-B",
    ],
)
def test_what_cannot_be_read(entry: str) -> None:
    """What reads nothing is an error at its place, never silently left out."""
    error = UserError(
        f"`{entry}` in [pantstack-lint].string_readers cannot be read.",
        'Write a function with the parameters that it reads, such as "acme.plugins.load(name)", or a plain name.',
        TOML,
    )

    assert read("ACME_PLUGINS", entry) == Parsed((), (error,))


def test_twice() -> None:
    """One function has one entry, so that none of two is overlooked."""
    error = UserError(
        "`acme.load` stands twice in [pantstack-lint].string_readers.",
        "Delete one of the two, or write all its parameters in one.",
        TOML,
    )

    assert read("acme.load(name)", "acme.load(_, other)") == Parsed((), (error,))
