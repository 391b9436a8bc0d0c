"""What Pants' visibility rules declare, in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from pantstack.adopt.sources import pants_visibility
from pantstack.adopt.sources.pants_visibility.rule_sets import Action, RuleSet
from pantstack.adopt.sources.testing import described, foreign
from pantstack.base.errors import UserError

PYTHON = [
    "src/a/main.py",
    "src/a/main_test.py",
    "src/b/__init__.py",
    "src/b/lib.py",
    "src/b/inner/deep.py",
    "src/c/api/one.py",
    "src/c/api/two.py",
    "src/c/impl.py",
    "src/d/z.py",
    "src/e/util.py",
    "src/f/conftest.py",
    "src/f/hidden.py",
]
BUILDS = {
    "BUILD": '__dependencies_rules__(("*", "*"))\n',
    "src/a/BUILD": """\
python_sources()

__dependencies_rules__(
    (
        {"type": python_sources},
        "//src/a/**",
        "src/b/lib.py",
        ("//src/c/**", "3rdparty/python#click"),
        "!*",
    ),
    ("*", "*"),
)
""",
    "src/b/BUILD": """\
__dependents_rules__(
    ("[/lib.py]", "*"),
    ("*", "/**", "!*"),
)
""",
    "src/c/BUILD": """\
__dependents_rules__(
    ({"path": "/api/**"}, "/**", "//src/a/**", "?src/d/**", "!*"),
    ("*", "./*", "!*"),
)
__dependencies_rules__(("*", "!src/d/**", "*"))
""",
    "src/c/api/BUILD": "python_sources()\n",
    "src/d/BUILD": '__dependencies_rules__(("<python_*>", "!//src/b/**"), extend=True)\n',
    "src/e/BUILD": """\
LIBS = ("*", "*")
__dependents_rules__(LIBS)
__dependencies_rules__(
    ({"tags": ["x"]}, "*"),
)
""",
    "src/f/BUILD": '__dependents_rules__((("*",), "/**", "!*"))\n',
}
EXPECTED = """\
pants-visibility BUILD
src/a src/a/BUILD:3; depends_on=; allowed=src/b src/c
src/b src/b/BUILD:1; public=lib.py
src/c src/c/BUILD:1; cannot_depend_on=src/d; consumers=src/a src/d; public=api/**
src/d src/d/BUILD:1; depends_on=
src/f src/f/BUILD:1; public=
! BUILD:1 The root of the repository is no module: these rules count for the directories below it that have rules, or that rules name.
! src/a/BUILD:3 Tests of src/a have rules of their own: as a part of the module they may use what it may. What they use besides gets into the baseline.
! src/a/BUILD:3 src/a may use only some files of src/b, or only from some files: it may use its facade now. Make modules of what is different.
! src/a/BUILD:8 `3rdparty/python#click` names no Python file of this repository, so it is not carried over.
! src/c/BUILD:2 A use that this rule warns of is allowed without a warning. Deny it, and keep what there is in the baseline.
! src/e/BUILD:2 This call of `__dependents_rules__` is not carried over: `LIBS` is computed. Declare its modules by hand.
! src/e/BUILD:4 This call of `__dependencies_rules__` is not carried over: a file has no tags, and a module is made of files. Declare its modules by hand.
"""


def _read(texts: Mapping[str, str], python: Sequence[str] = PYTHON) -> str:
    found = pants_visibility.read(foreign(texts, python))
    assert found is not None
    return described(found)


def test_of_everything() -> None:
    """Rules become facades, consumers and dependencies; what decides about less than a module is noted."""
    assert _read(BUILDS) == EXPECTED


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('("*", "/../../x/**", "!*")', ["src/m r/BUILD; public="]),
        ('("*", "../n/**", "!*")', ["src/m; consumers=src/n"]),
        ('("*", "//src/n/**", "//src/o/**", "!*")', ["src/m; consumers=src/n src/o"]),
        ('("*", "n/**", "!*")', ["src/m; consumers=src/n"]),
        ('("*", "[//src/n/**]", "!*")', ["src/m; consumers=src/n"]),
        ('("*", {"path": "//src/n/**"}, {"action": "deny", "path": "*"})', ["src/m; consumers=src/n"]),
        ('("*", "!//src/n/**", "*")', ["src/m"]),
        ('(python_sources, "//src/n/**", "!//src/o/**")', ["src/m; consumers=src/n"]),
        ('({"type": "resources"}, "*")', ["src/m; public="]),
        ('("[x.py]", "*"), ("[y.py]", "//src/n/**"), ("*", "!*")', ["src/m; public=x.py"]),
        ('("[x.py]", "//src/o/**"), ("*", "//src/n/**")', ["src/m; consumers=src/n src/o"]),
    ],
)
def test_of_forms(rules: str, expected: Sequence[str]) -> None:
    """Globs count from where they are anchored, in each form that a rule may have."""
    builds = {
        "src/m/BUILD": f"__dependents_rules__({rules})\n",
        "src/n/BUILD": '__dependencies_rules__(("*", "*"))\n',
        "src/o/BUILD": '__dependencies_rules__(("*", "*"))\n',
    }
    found = pants_visibility.read(foreign(builds, ["src/m/x.py", "src/m/y.py", "src/n/z.py", "src/o/z.py"]))

    assert found is not None
    lines = [line.replace(" src/m/BUILD:1", "") for line in described(found).splitlines()]
    assert [line for line in lines if line.startswith("src/m")] == [expected[0].replace(" r/BUILD", "")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('("*", "!//src/n/**", "*")', "src/n src/n/BUILD:1; cannot_depend_on=src/m\n"),
        ('("[x.py]", "!*"), ("*", "!//src/n/**", "*")', "src/n src/n/BUILD:1; cannot_depend_on=src/m\n"),
        ('("[x.py]", "!//src/n/**", "*"), ("*", "*")', "src/n src/n/BUILD:1\n! src/m/BUILD:1 Some files of src/n"),
        ('("*", "!//src/n/z.py", "*")', "src/n src/n/BUILD:1\n! src/m/BUILD:1 Some files of src/n"),
        ('("*", "!//other.py", "*")', "src/n src/n/BUILD:1\n! src/m/BUILD:1 Some files in no module"),
    ],
)
def test_of_everybody_except(rules: str, expected: str) -> None:
    """Who may not use what strangers may is forbidden it, where that is a whole module; else it is noted."""
    builds = {
        "src/m/BUILD": f"__dependents_rules__({rules})\n",
        "src/n/BUILD": '__dependencies_rules__(("*", "*"))\n',
    }
    files = ["other.py", "src/m/x.py", "src/m/y.py", "src/n/y.py", "src/n/z.py", "src/o.py"]
    found = pants_visibility.read(foreign(builds, files))

    assert found is not None
    text = described(found)
    note = " may not use all that others may use of src/m: nothing forbids it now. Make modules of what is different.\n"
    assert text[text.index("src/n src/n/BUILD") :] == expected + (note if "!" in expected else "")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('("*", "/**", "//src/**", "!*")', ["src/m src/m/BUILD:1; consumers=src/a src/b/c src/b/d src/b/m/in"]),
        ('("*", "/**", "//src/b/**", "!*")', ["src/m src/m/BUILD:1; consumers=src/b/c src/b/d src/b/m/in"]),
        ('("*", "!//src/b/**", "//src/a/**", "!*")', ["src/m src/m/BUILD:1; consumers=src/a"]),
    ],
)
def test_of_directories_around_modules(rules: str, expected: Sequence[str]) -> None:
    """What may use some in a directory that has other modules in it becomes modules: consumers can name no others."""
    builds = {
        "src/m/BUILD": f"__dependents_rules__({rules})\n",
        "src/b/m/in/BUILD": '__dependencies_rules__(("*", "*"))\n',
    }
    files = ["src/a/x.py", "src/a/y/z.py", "src/b/c/x.py", "src/b/d/x.py", "src/b/m/in/x.py", "src/m/x.py", "x/y.py"]

    assert [line for line in _read(builds, files).splitlines() if line.startswith("src/m ")] == expected


def test_of_many_files() -> None:
    """Files for which the same is decided are compared with the others once: what is done grows with the files."""

    def comparisons(count: int) -> int:
        files = [f"src/{module}/f{index}.py" for module in ("m", "n") for index in range(count)]
        calls = 0
        with pytest.MonkeyPatch.context() as patch:
            action = RuleSet.action

            def counted(rules: RuleSet, path: str, user: str) -> Action:
                nonlocal calls
                calls += 1
                return action(rules, path, user)

            patch.setattr(RuleSet, "action", counted)
            _read(builds, files)
        return calls

    builds = {
        "src/m/BUILD": '__dependents_rules__(("*", "//src/n/**", "!*"))\n',
        "src/n/BUILD": '__dependencies_rules__(("*", "//src/m/**", "!*"))\n',
    }

    assert comparisons(20) - comparisons(10) == 2 * 20


@pytest.mark.parametrize("texts", [{}, {"BUILD": "python_sources()\n"}, {"x.py": "__dependents_rules__()\n"}])
def test_of_nothing(texts: Mapping[str, str]) -> None:
    """Without rules there is nothing to read."""
    assert pants_visibility.read(foreign(texts, PYTHON)) is None


def test_of_a_broken_file() -> None:
    """A BUILD file with rules that is not Python is an error at its line."""
    with pytest.raises(UserError) as error:
        pants_visibility.read(foreign({"src/BUILD": '\n__dependents_rules__(("*", "*")\n'}, PYTHON))

    assert str(error.value) == "src/BUILD:2 This BUILD file cannot be read.\n  Correct it there."


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ('("*",)', "it is not a selector with rules"),
        ('("*", *RULES)', "`*RULES` is computed"),
        ('("*", f"{x}/**")', '`f"{x}/**"` is computed'),
        ('({path: "x"}, "*")', '`path: "x"` is computed'),
        ('({"path": x + y}, "*")', '`"path": x + y` is computed'),
        ('({"name": "x"}, "*")', "a file has no name, and a module is made of files"),
        ('("", "*")', "it matches nothing"),
        ("*RULES", "`*RULES` is computed"),
    ],
)
def test_of_calls_that_are_left_out(call: str, why: str) -> None:
    """A call that is not whole in its file, or is about less than files, is a note at its line."""
    found = pants_visibility.read(foreign({"src/BUILD": f"__dependents_rules__(\n  {call})\n"}, PYTHON))

    assert found is not None
    assert described(found) == (
        "pants-visibility src/BUILD\n"
        f"! src/BUILD:2 This call of `__dependents_rules__` is not carried over: {why}. Declare its modules by hand.\n"
    )
