"""Severities by code and by module."""

from __future__ import annotations

from typing import Any

import pytest

from pantstack.base.errors import Parsed
from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.severities import LEVELS, Setting, Severities, apply, parse
from pantstack.boundaries.policy.suppressions import UNHIDEABLE

CODES = frozenset({"private-import", "undeclared-module", "unprovable-import", "unparsable-file"})
MODULES = ("modules/orders", "modules/shipping", ".")


def place(key: str, level: str) -> SourceLocation:
    """Where a severity is set."""
    return SourceLocation(f"{key}={level}", 0)


def read(**options: str) -> Severities:
    """Options that have no mistake; `__` stands for a colon in a keyword."""
    found = parse(options, CODES, MODULES, place)
    assert found.errors == ()
    return found.value


def finding(code: str, path: str = "modules/orders/a.py") -> Finding:
    """A finding in a file of orders."""
    return Finding(path, Position(1, 1), code, "Fact.", "Declaration.", "Advice.", "b.c")


@pytest.mark.parametrize(
    ("options", "module", "expected"),
    [
        ({}, None, "error"),
        ({}, "modules/orders", "error"),
        ({"private-import": "warning"}, None, "warning"),
        ({"private-import": "warning"}, "modules/orders", "warning"),
        ({"undeclared-module": "warning"}, "modules/orders", "error"),
        ({"modules/orders:private-import": "warning"}, "modules/orders", "warning"),
        ({"modules/orders:private-import": "warning"}, "modules/shipping", "error"),
        ({"modules/orders:private-import": "warning"}, None, "error"),
        ({"modules/orders:*": "off", "private-import": "warning"}, "modules/orders", "off"),
        ({"modules/orders:*": "off", "private-import": "warning"}, "modules/shipping", "warning"),
        ({"modules/orders:*": "off", "modules/orders:private-import": "error"}, "modules/orders", "error"),
        ({".:private-import": "off"}, ".", "off"),
        ({".:private-import": "off"}, None, "error"),
    ],
)
def test_the_most_specific_setting_wins(options: dict[str, str], module: str | None, expected: str) -> None:
    """A code in a module goes before everything in the module, and that before the code everywhere."""
    assert read(**options).level("private-import", module) == expected


def test_defaults() -> None:
    """What cannot be proved is a warning, and everything else an error."""
    assert {code: Severities().level(code, "modules/orders") for code in sorted(CODES | UNHIDEABLE)} == {
        "expired-suppression": "error",
        "private-import": "error",
        "grown-baseline": "error",
        "stale-baseline": "error",
        "undeclared-module": "error",
        "unparsable-file": "error",
        "unprovable-import": "warning",
        "unused-suppression": "error",
    }


def test_everything_off_leaves_what_proves_the_run() -> None:
    """`*` switches off only what can be switched off; it can soften the rest."""
    off = read(**{"modules/orders:*": "off", "stale-baseline": "warning"})
    soft = read(**{"modules/orders:*": "warning"})

    assert [off.level(code, "modules/orders") for code in ("unparsable-file", "stale-baseline")] == ["error", "warning"]
    assert [off.level(code, "modules/orders") for code in ("expired-suppression", "unprovable-import")] == ["off"] * 2
    assert soft.level("unparsable-file", "modules/orders") == "warning"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"privat-import": "error"},
            [
                "`privat-import` in [pantstack-lint].severities: unknown code `privat-import`.\n  Did you mean `private-import`?"
            ],
        ),
        (
            {"*": "error"},
            [
                (
                    "`*` in [pantstack-lint].severities: unknown code `*`.\n  Use one of expired-suppression, grown-baseline, private-import,"
                    " stale-baseline, undeclared-module, unparsable-file, unprovable-import, unused-suppression."
                )
            ],
        ),
        (
            {"modules/order:private-import": "error"},
            [
                (
                    "`modules/order:private-import` in [pantstack-lint].severities: unknown module `modules/order`.\n"
                    "  Did you mean `modules/orders`?"
                )
            ],
        ),
        (
            {":private-import": "off"},
            [
                (
                    "`:private-import` in [pantstack-lint].severities: unknown module ``.\n"
                    "  Write the path of a declared module, such as modules/orders."
                )
            ],
        ),
        (
            {"private-import": "warn"},
            ["`private-import` in [pantstack-lint].severities: unknown severity `warn`.\n  Did you mean `warning`?"],
        ),
        (
            {"private-import": False},
            [
                (
                    "`private-import` in [pantstack-lint].severities: unknown severity `False`.\n"
                    "  Use one of error, warning, off."
                )
            ],
        ),
        (
            {"stale-baseline": "off", "modules/orders:unparsable-file": "off"},
            [
                (
                    "`modules/orders:unparsable-file` in [pantstack-lint].severities: `unparsable-file` cannot be switched off.\n"
                    "  Use `warning`, and fix what it finds: it says that something was not checked or is hidden needlessly."
                ),
                (
                    "`stale-baseline` in [pantstack-lint].severities: `stale-baseline` cannot be switched off.\n"
                    "  Use `warning`, and fix what it finds: it says that something was not checked or is hidden needlessly."
                ),
            ],
        ),
        (
            {"private-import": "off", "modules/x:private": []},
            [
                (
                    "`modules/x:private` in [pantstack-lint].severities: unknown code `private`.\n"
                    "  Did you mean `private-import`?"
                ),
                (
                    "`modules/x:private` in [pantstack-lint].severities: unknown module `modules/x`.\n"
                    "  Did you mean `modules/orders`?"
                ),
                "`modules/x:private` in [pantstack-lint].severities: unknown severity `[]`.\n  Use one of error, warning, off.",
            ],
        ),
    ],
)
def test_mistakes(options: dict[str, Any], expected: list[str]) -> None:
    """All mistakes are found at once, each with the nearest thing that exists, and nothing is configured then."""
    found = parse(options, CODES, MODULES, place)

    assert found.value == Severities()
    assert [f"{each.message}\n  {each.help}" for each in found.errors] == expected
    assert {each.location.path for each in found.errors} <= {f"{key}={level}" for key, level in options.items()}


def test_parsed_whole() -> None:
    """The settings are sorted, and equal whatever order they were written in."""
    options = {"private-import": "warning", "modules/orders:*": "off", "unused-suppression": "off"}
    expected = Severities(
        (
            Setting(None, "private-import", "warning"),
            Setting(None, "unused-suppression", "off"),
            Setting("modules/orders", "*", "off"),
        )
    )

    assert (
        parse(options, CODES, MODULES, place)
        == parse(dict(reversed(options.items())), CODES, MODULES, place)
        == Parsed(expected)
    )
    assert hash(parse(options, CODES, MODULES, place).value) == hash(expected)
    assert LEVELS == ("error", "warning", "off")


def test_applied() -> None:
    """Each finding gets the severity of its module, and what is off is set apart."""
    severities = read(**{"modules/orders:private-import": "off", "private-import": "warning"})
    findings = [
        finding("undeclared-module"),
        finding("private-import"),
        finding("private-import", "scripts/a.py"),
        finding("unprovable-import", "scripts/a.py"),
    ]
    left, off = apply(
        findings, severities, lambda each: "modules/orders" if each.path.startswith("modules/orders/") else None
    )

    assert [(each.path, each.code, each.severity, each.target) for each in left] == [
        ("modules/orders/a.py", "undeclared-module", "error", "b.c"),
        ("scripts/a.py", "private-import", "warning", "b.c"),
        ("scripts/a.py", "unprovable-import", "warning", "b.c"),
    ]
    assert [(each.path, each.code) for each in off] == [("modules/orders/a.py", "private-import")]
