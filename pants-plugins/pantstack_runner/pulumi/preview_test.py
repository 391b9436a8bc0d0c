"""Tests of what is shown before anything happens."""

from __future__ import annotations

from pantstack_runner.pulumi import preview

OUTPUT = """\
Previewing update (local):
warning: using pulumi-resource-pulumi-python from $PATH at /bin/pulumi-resource-pulumi-python
~ pulumi:pulumi:Stack: (refresh)
    [urn=urn:pulumi:local::orders::pulumi:pulumi:Stack::orders-local]
  pulumi:pulumi:Stack: (same)
    [urn=urn:pulumi:local::orders::pulumi:pulumi:Stack::orders-local]
warning: using pulumi-resource-pulumi-python from $PATH at /bin/pulumi-resource-pulumi-python
    +-pulumi-python:dynamic/pantstack:Process: (replace)
        [id=orders-11562]
        port    : 21374
      ~ env     : {
          + GREETING        : "hello"
        }
Resources:
    +-1 to replace
    3 unchanged

"""


def test_difference() -> None:
    """Pulumi's own account stays as it is, without what says nothing of a change."""
    assert "\n".join(preview.difference([OUTPUT])) == (
        "    pulumi:pulumi:Stack: (same)\n"
        "      [urn=urn:pulumi:local::orders::pulumi:pulumi:Stack::orders-local]\n"
        "      +-pulumi-python:dynamic/pantstack:Process: (replace)\n"
        "          [id=orders-11562]\n"
        "          port    : 21374\n"
        "        ~ env     : {\n"
        '            + GREETING        : "hello"\n'
        "          }"
    )
