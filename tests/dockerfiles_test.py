"""What the Dockerfiles of new and living modules have in common, without a daemon; docker_test.py builds and runs them."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import ROOT

from pantstack.scaffold import load_templates
from pantstack.scaffold.model import Answers
from pantstack.scaffold.render import render

# Set by build-support/test.
TOOLS = Path(os.environ["PANTSTACK_TOOLS"])
BASE = "${PYTHON_IMAGE}"


def _of_templates() -> Iterator[tuple[str, str]]:
    for kind in load_templates.names():
        template = load_templates.load(kind)
        given = {name: question.default or "x" for name, question in template.questions.items()}
        for file in render(load_templates.files(kind), Answers("billing", given, "domain")):
            if file.path.endswith("/Dockerfile"):
                yield kind, file.text


OF_TEMPLATES = dict(_of_templates())
LIVING = {path.parent.name: path.read_text(encoding="utf-8") for path in ROOT.glob("modules/*/Dockerfile")}
ALL = pytest.mark.parametrize("text", [*OF_TEMPLATES.values(), *LIVING.values()], ids=[*OF_TEMPLATES, *LIVING])


def _instructions(text: str) -> list[tuple[str, str]]:
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [(words[0], words[2]) for words in (line.partition(" ") for line in lines if line)]


def test_all_kinds() -> None:
    """Services, workers and jobs run from images; a library is part of what uses it."""
    assert sorted(OF_TEMPLATES) == ["scheduled", "service", "worker"]
    assert sorted(LIVING) == ["inventory", "orders", "shipping"]


@ALL
def test_hadolint(text: str) -> None:
    """Hadolint finds nothing, not even a question of style."""
    linter = (str(TOOLS / "hadolint"), "--failure-threshold=style", "-")
    done = subprocess.run(linter, input=text, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@ALL
def test_what_all_images_have(text: str) -> None:
    """The base is an argument, nothing is built in what runs, and that is nobody's shell and not root."""
    instructions = _instructions(text)
    last = len(instructions) - [name for name, _ in instructions][::-1].index("FROM")
    final = instructions[last:]

    assert {value.split()[0] for name, value in instructions if name == "FROM"} == {BASE, "pex"}
    assert instructions[last - 1] == ("FROM", BASE)
    assert [value for name, value in final if name == "COPY"] == [
        "--from=libraries /app /app",
        "--from=sources /app /app",
    ]
    assert {name for name, _ in final} & {"ADD", "RUN", "SHELL"} == set()
    assert [value for name, value in final if name in {"USER", "STOPSIGNAL", "VOLUME"}] == [
        '["/tmp"]',
        "65532:65532",
        "SIGTERM",
    ]
    assert final[-1] == ("ENTRYPOINT", '["/app/pex"]')
    assert all(json.loads(value) for name, value in instructions if name in {"CMD", "ENTRYPOINT", "RUN"})
    assert re.findall(r"org\.opencontainers\.image\.([\w.]+)=", dict(final)["LABEL"]) == [
        "title",
        "version",
        "base.name",
    ]


@pytest.mark.parametrize("kind", ["service", "worker"])
def test_they_are_checked_as_on_ecs(kind: str) -> None:
    """Who answers `/health` is checked by the image, and by ECS with the same command, which needs no curl."""
    (check,) = (value for name, value in _instructions(OF_TEMPLATES[kind]) if name == "HEALTHCHECK")
    (on_ecs,) = (
        ast.literal_eval(node.value)
        for node in ast.parse((ROOT / "stack/infra/requirements.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "HEALTH_COMMAND"
        and node.value
    )

    assert tuple(json.loads(check.partition("CMD ")[2])) == on_ecs


def test_a_job_is_not_checked() -> None:
    """A job ends by itself, and does not inherit the check of a base either."""
    assert ("HEALTHCHECK", "NONE") in _instructions(OF_TEMPLATES["scheduled"])
