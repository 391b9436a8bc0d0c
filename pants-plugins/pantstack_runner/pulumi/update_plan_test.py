"""A deploy held to its preview: which files, which words; `tests/previewed_test.py` has the engine."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.console.redaction import Redactor
from pantstack_runner.contract.module import Expected
from pantstack_runner.pulumi import update_plan
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import UpRequest


@pytest.fixture(name="file")
def _file(context: Context, up: UpRequest) -> Path:
    """Where the steps of orders are, for a while."""
    path = paths.steps_file(context, up.modules[0].name)
    path.parent.mkdir(parents=True)
    return path


def _previewed(module: Module) -> Module:
    return module.model_copy(update={"expected": Expected(configuration="", state="", steps={"a": 1})})


def test_steps(context: Context, up: UpRequest, file: Path) -> None:
    """A preview that is kept gets an empty place, a deploy that is held its steps, readable by the user only."""
    (orders, _) = up.modules
    file.write_text("of a run that was killed", encoding="utf-8")
    assert (update_plan.prepare_steps(context, orders), file.exists()) == (str(file), False)

    with update_plan.expected_steps(context, _previewed(orders)) as path:
        assert (path, json.loads(file.read_bytes()), file.stat().st_mode & 0o777) == (str(file), {"a": 1}, 0o600)
    assert not file.exists()


def test_no_steps(context: Context, up: UpRequest, file: Path) -> None:
    """A deploy without a preview, or whose preview had no steps, is not held to anything."""
    (orders, _) = up.modules
    without = orders.model_copy(update={"expected": Expected(configuration="", state="")})
    for module in (orders, without):
        with update_plan.expected_steps(context, module) as path:
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
def test_taken(context: Context, up: UpRequest, file: Path, text: str, found: object) -> None:
    """What a preview wrote is taken, unless a deploy could not be held to it."""
    file.write_text(text, encoding="utf-8")

    assert update_plan.take_steps(context, up.modules[0]) == found
    assert update_plan.take_steps(context, up.modules[1]) is None


@pytest.mark.parametrize(
    ("steps", "is_kept"),
    [
        ({"outputs": {"x": "say s3cr3t-token"}}, False),
        ({"outputs": {"x": {"ciphertext": "v1:x"}}}, True),
    ],
)
def test_secrets_in_the_clear(
    context: Context, up: UpRequest, file: Path, steps: dict[str, object], *, is_kept: bool
) -> None:
    """Steps in which a known secret stands in the clear are not kept; a preview that wrote none has none."""
    redactor = Redactor()
    redactor.learn(["s3cr3t-token"])
    assert not update_plan.drop_clear_steps(context, up.modules[1], redactor)
    file.write_text(json.dumps(steps), encoding="utf-8")

    assert update_plan.drop_clear_steps(context, up.modules[0], redactor) is not is_kept
    assert file.exists() is is_kept


@pytest.mark.parametrize(
    ("causes", "message"),
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
def test_deviation(causes: list[str], message: str) -> None:
    """What was not previewed is reported by its resource, without a value."""
    assert update_plan.explain_deviation(causes) == message


def test_truncating_log() -> None:
    """A log ends where values would be quoted, and tells that it does."""
    stream = io.StringIO()
    log = update_plan.TruncatingLog(stream)
    for text in ("one\n", "error: a violates plan: ~~owner[{one\n", "two}]\n", "three\n"):
        log.write(text)

    assert stream.getvalue() == "one\nerror: a violates plan. What follows quotes values, and is left out.\n"
