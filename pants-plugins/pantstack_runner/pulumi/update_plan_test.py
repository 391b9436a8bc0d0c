"""A deploy held to its preview: which files, which words; `tests/previewed_test.py` has the engine."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner import paths
from pantstack_runner.contract.module import Expected
from pantstack_runner.pulumi import update_plan

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.plan import Plan


@pytest.fixture(name="file")
def _file(plan: Plan) -> Path:
    """Where the steps of orders are, for a while."""
    path = paths.steps_file(plan.context, plan.modules[0])
    path.parent.mkdir(parents=True)
    return path


def _changed(plan: Plan, **fields: Any) -> Plan:  # noqa: ANN401 - of a plan
    return plan.model_copy(update=fields)


def test_steps(plan: Plan, file: Path) -> None:
    """A preview that is kept gets an empty place, a deploy that is held its steps, readable by the user only."""
    (orders, _) = plan.modules
    file.write_text("of a run that was killed", encoding="utf-8")
    with update_plan.steps(_changed(plan, action="preview", plan_out="x.json"), orders) as path:
        assert (path, file.exists()) == (str(file), False)

    wanted = orders.model_copy(update={"expected": Expected(configuration="", state="", steps={"a": 1})})
    with update_plan.steps(plan, wanted) as path:
        assert (path, json.loads(file.read_bytes()), file.stat().st_mode & 0o777) == (str(file), {"a": 1}, 0o600)
    assert not file.exists()


def test_no_steps(plan: Plan, file: Path) -> None:
    """A preview for the eye, and a deploy without a preview or for other ends, are not held to anything."""
    (orders, _) = plan.modules
    wanted = orders.model_copy(update={"expected": Expected(configuration="", state="", steps={"a": 1})})
    for each, module in (
        (_changed(plan, action="preview"), orders),
        (plan, orders),
        (_changed(plan, action="destroy"), wanted),
    ):
        with update_plan.steps(each, module) as path:
            assert (path, file.exists()) == (None, False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"resourcePlans": {}}', {"resourcePlans": {}}),
        ('{"config": {"pantstack:images": "{\\"a\\": \\"\\"}"}}', None),
        ('{"config": {"pantstack:images": "{\\"a\\": \\"b\\"}"}}', {"config": {"pantstack:images": '{"a": "b"}'}}),
        ("{", None),
        ("[]", None),
    ],
    ids=["steps", "an image that was not pushed", "an image", "cut short", "something else"],
)
def test_taken(plan: Plan, file: Path, text: str, found: object) -> None:
    """What a preview wrote is taken, unless a deploy could not be held to it."""
    file.write_text(text, encoding="utf-8")

    assert update_plan.taken(plan, plan.modules[0]) == found
    assert update_plan.taken(plan, plan.modules[1]) is None


@pytest.mark.parametrize(
    ("causes", "said"),
    [
        ([], ""),
        (["a-process: no database"], ""),
        (
            ["x", "a: resource urn:a violates plan: properties changed: ~~owner[{s3cr3t: x}!={y}]"],
            "a: it is not as it was previewed; nothing more was done.\nPreview again with --plan-out.",
        ),
        (
            ["a: delete is not allowed by the plan: this resource is constrained to same"],
            "a: delete was not previewed; nothing more was done.\nPreview again with --plan-out.",
        ),
    ],
)
def test_otherwise(causes: list[str], said: str) -> None:
    """What was not previewed is told by its resource, without a value."""
    assert update_plan.otherwise(causes) == said


def test_discreet() -> None:
    """A log ends where values would be quoted, and tells that it does."""
    stream = io.StringIO()
    log = update_plan.Discreet(stream)
    for text in ("one\n", "error: a violates plan: ~~owner[{one\n", "two}]\n", "three\n"):
        log.write(text)

    assert stream.getvalue() == "one\nerror: a violates plan. What follows quotes values, and is left out.\n"
