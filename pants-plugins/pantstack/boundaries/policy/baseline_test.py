"""A baseline hides what was there, and only shrinks."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantstack.base.errors import Parsed
from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.baseline import HEADER, Applied, Baseline, apply, dump, growth, of, parse, shrink
from pantstack.boundaries.policy.baseline_entries import Entry
from pantstack.boundaries.policy.moves import Moves
from pantstack.boundaries.policy.suppressions import UNHIDEABLE

PATH = "pantstack.baseline"
PRIVATE = "private-import"


def finding(path: str, target: str = "b.c", line: int = 1, code: str = PRIVATE) -> Finding:
    """A finding in a file."""
    return Finding(path, Position(line, 1), code, f"{target}.", "Declaration.", "Advice.", target)


def entries(*files: str, target: str = "b.c") -> Baseline:
    """A baseline with one entry a file, as if it were read."""
    read = parse(dump(Baseline(tuple(Entry(PRIVATE, file, target) for file in files))), PATH)
    assert read.errors == ()
    return read.value


def counted(old: Baseline, new: Baseline, moves: Moves) -> tuple[int, int]:
    """How many entries there are more, and fewer."""
    added, removed = growth(old, new, moves)
    return len(added), len(removed)


def left(baseline: Baseline) -> list[str]:
    """The files of the entries."""
    return [each.file for each in baseline.entries]


def test_the_text() -> None:
    """The file says what it is and how it shrinks, then has one sorted entry a line without line numbers."""
    findings = [
        finding("b.py", line=3),
        finding("a b.py", "größe.\u2028", code="undeclared-module"),
        finding("b.py", line=9),
        finding("a.py", ""),
        *(finding("a.py", code=code) for code in UNHIDEABLE),
    ]

    assert dump(of(findings)) == (
        "# pantstack baseline, version 1\n"
        "# Findings that `./pants lint` tolerates, because they were there before it:"
        ' one ["code", "file", "target"] a line.\n'
        "# A module is not modular as long as it has lines here."
        " Fix a finding, then run `./pants modules --baseline`: it drops the line.\n"
        '["private-import", "a.py", ""]\n'
        '["private-import", "b.py", "b.c"]\n'
        '["undeclared-module", "a b.py", "gr\\u00f6\\u00dfe.\\u2028"]\n'
    )


def test_what_is_read() -> None:
    """Every entry knows its line; blank lines, a BOM, other line ends, order and duplicates are tolerated."""
    one, two = '["private-import", "b.py", "ä\u2028"]', '["private-import", "a.py", ""]'
    text = "\ufeff\n" + HEADER + f"\n{one}\n  {two} \n{one}\n"
    expected = Baseline((Entry(PRIVATE, "a.py", "", 7), Entry(PRIVATE, "b.py", "ä\u2028", 6)))
    for given_text in (text, text.encode(), text.replace("\n", "\r\n")):
        read = parse(given_text, PATH)
        assert read == Parsed(expected)
        assert (read.value.path, [each.line for each in read.value.entries]) == (PATH, [7, 6])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "",
            (
                "pantstack.baseline:1 This is not a baseline: its first line is not `# pantstack baseline, version 1`.\n"
                "  Restore the file from version control."
            ),
        ),
        (
            '["private-import", "a.py", ""]\n',
            (
                "pantstack.baseline:1 This is not a baseline: its first line is not `# pantstack baseline, version 1`.\n"
                "  Restore the file from version control."
            ),
        ),
        (
            HEADER.replace("version 1", "version 12") + "what version 12 has\n",
            (
                "pantstack.baseline:1 This baseline has version 12, and this Pantstack reads version 1.\n"
                "  Use the Pantstack that wrote it, or restore the file from version control."
            ),
        ),
        (
            HEADER + HEADER.replace("version 1", "version 2"),
            (
                "pantstack.baseline:4 This baseline has version 2, and this Pantstack reads version 1.\n"
                "  Use the Pantstack that wrote it, or restore the file from version control."
            ),
        ),
        (
            HEADER.replace("version 1", "version " + "9" * 5000),
            (
                "pantstack.baseline:1 This is not a baseline: its first line is not `# pantstack baseline, version 1`.\n"
                "  Restore the file from version control."
            ),
        ),
        (
            "<<<<<<< HEAD\n" + HEADER + "=======\n" + HEADER + ">>>>>>> theirs\nno entry\n",
            "\n".join(
                f"pantstack.baseline:{line} A merge left a conflict marker in the baseline.\n"
                "  Keep the entries of both sides, delete the markers, then run `./pants modules --baseline`."
                for line in (1, 5, 9)
            ),
        ),
        (
            HEADER + "private-import a.py\n" + '["private-import", "a.py"]\n',
            "\n".join(
                f"pantstack.baseline:{line} This line is not an entry.\n"
                '  Write ["CODE", "FILE", "TARGET"], or delete the line.'
                for line in (4, 5)
            ),
        ),
        *(
            (
                HEADER + line + "\n",
                'pantstack.baseline:4 This line is not an entry.\n  Write ["CODE", "FILE", "TARGET"], or delete the line.',
            )
            for line in (
                '"abc"',
                '["a", "b", 3]',
                '{"a": 1, "b": 2, "c": 3}',
                "[" * 100_000,
                "9" * 5000,
                '["a", "b", "c"],',
            )
        ),
        (
            HEADER + '["unparsable-file", "a.py", ""]\n',
            (
                "pantstack.baseline:4 A baseline cannot hide `unparsable-file`.\n"
                "  Delete the line, and fix what it is about."
            ),
        ),
        (
            HEADER + '["private-import", "a.py", ""]\n# why\n',
            (
                "pantstack.baseline:5 A comment among the entries is lost with the next `./pants modules --baseline`.\n"
                "  Delete the line."
            ),
        ),
        (
            HEADER.encode() + b'["private-import", "\xff.py", ""]\n',
            "pantstack.baseline:4 The baseline is not UTF-8 here.\n  Restore the file from version control.",
        ),
    ],
)
def test_mistakes(text: str | bytes, expected: str) -> None:
    """Every mistake has its line and a way out, and nothing is checked by such a file."""
    found = parse(text, PATH)

    assert found.value == Baseline()
    assert "\n".join(map(str, found.errors)) == expected


def test_applied() -> None:
    """All findings with the three of an entry are hidden, and nothing else."""
    hidden = (finding("a.py", line=1), finding("a.py", line=8))
    kept = (
        finding("a.py", "b.d"),
        finding("a.py", code="undeclared-module"),
        finding("b.py"),
        *(finding("a.py", code=code) for code in sorted(UNHIDEABLE - {"unparsable-file"})),
    )

    assert apply((*kept, *hidden), entries("a.py"), Moves({"a.py", "b.py"})) == Applied(tuple(sorted(kept)), hidden, ())


def test_stale_entries() -> None:
    """An entry that hides nothing is a finding in the baseline, at its line, with the command that drops it."""
    baseline = Baseline((Entry(PRIVATE, "a.py", "b.c", 4), Entry("module-cycle", "gone.py", "", 5)), PATH)
    first = Finding(
        PATH,
        Position(4, 1),
        "stale-baseline",
        "`private-import` for `b.c` is no longer found in `a.py`.",
        "This entry hides nothing now, and would hide it if it came back.",
        "Run `./pants modules --baseline`: it drops the entry.",
    )
    second = Finding(
        PATH,
        Position(5, 1),
        "stale-baseline",
        "`module-cycle` is no longer found in `gone.py`.",
        "This entry hides nothing now, and would hide it if it came back.",
        "Run `./pants modules --baseline`: it drops the entry.",
    )
    applied = apply([finding("b.py")], baseline, Moves({"a.py", "b.py"}))

    assert applied == Applied((finding("b.py"),), (), (first, second))
    assert [each.target for each in applied.stale] == [
        '["private-import", "a.py", "b.c"]',
        '["module-cycle", "gone.py", ""]',
    ]


def test_a_move_is_no_growth() -> None:
    """The entry of a file that moved hides what it hid, and says how to write the new place."""
    baseline = entries("old/a.py")
    stale = Finding(
        PATH,
        Position(4, 1),
        "stale-baseline",
        "`private-import` for `b.c` has moved from `old/a.py` to `new/a.py`.",
        "This entry still hides it there, since a move adds nothing.",
        "Run `./pants modules --baseline`: it writes the new place.",
    )

    assert apply([finding("new/a.py")], baseline, Moves({"new/a.py"})) == Applied((), (finding("new/a.py"),), (stale,))


@pytest.mark.parametrize(
    ("files", "found", "gone", "expected"),
    [
        # In place, fixed, fixed and its file deleted.
        (["a.py"], ["a.py"], [], ["a.py"]),
        (["a.py"], [], [], []),
        (["a.py"], [], ["a.py"], []),
        # Moved and renamed: only if the old file is gone.
        (["old/a.py"], ["new/a.py"], ["old/a.py"], ["new/a.py"]),
        (["old/a.py"], ["new/a.py"], [], []),
        (["old/a.py"], ["old/b.py"], ["old/a.py"], ["old/b.py"]),
        (["old/a.py"], ["old/b.py"], [], []),
        # An entry hides one new place, the likeliest; a name that is not the same has to be the only one.
        (["x/y/a.py"], ["p/a.py", "q/y/a.py", "z.py"], ["x/y/a.py"], ["q/y/a.py"]),
        (["x/a.py"], ["p/a.py", "q/a.py"], ["x/a.py"], ["p/a.py"]),
        (["x/a.py"], ["p/b.py", "q/c.py"], ["x/a.py"], []),
        # A folder that moved moves each of its files.
        (["x/a.py", "x/s/a.py"], ["z/x/a.py", "z/x/s/a.py"], ["x/a.py", "x/s/a.py"], ["z/x/a.py", "z/x/s/a.py"]),
        # What has its own entry is not taken, and a place is taken once.
        (["x/a.py", "y/a.py"], ["y/a.py"], ["x/a.py"], ["y/a.py"]),
        (["x/a.py", "y/a.py"], ["z/a.py"], ["x/a.py", "y/a.py"], ["z/a.py"]),
        (["x/a.py", "y/b.py"], ["z/c.py"], ["x/a.py", "y/b.py"], ["z/c.py"]),
        # After the files of the same name, one is left over.
        (["x/a.py", "x/b.py"], ["z/a.py", "z/c.py"], ["x/a.py", "x/b.py"], ["z/a.py", "z/c.py"]),
    ],
)
def test_shrink(files: list[str], found: list[str], gone: list[str], expected: list[str]) -> None:
    """Stale entries go, moves are followed, nothing is added; growth then counts the lost ones only."""
    before = entries(*files)
    findings = [finding(path) for path in found]
    present = Moves({*files, *found} - set(gone))
    after = shrink(before, findings, present)

    assert left(after) == expected
    assert [each.path for each in apply(findings, before, present).hidden] == expected
    assert counted(before, after, present) == (0, len(files) - len(expected))
    assert counted(before, after, Moves(())) == (0, len(files) - len(expected))


def test_another_target_is_no_move() -> None:
    """A file of the same name that reaches something else, or is found otherwise, is new."""
    others = [finding("new/a.py", "b.d"), finding("new/a.py", code="undeclared-module")]

    assert shrink(entries("old/a.py"), others, Moves({"new/a.py"})) == Baseline()


def test_a_file_that_could_not_be_read_keeps_its_entries() -> None:
    """What they hide may be what was not read: they are not stale, and the command does not drop them."""
    unread = finding("a.py", code="unparsable-file")
    baseline = entries("a.py")

    assert apply([unread], baseline, Moves({"a.py"})) == Applied((unread,), (), ())
    assert shrink(baseline, [unread], Moves({"a.py"})) == baseline


def test_an_entry_by_hand_hides_no_hygiene() -> None:
    """A baseline that was not parsed does not hide what none can hide."""
    unread = finding("a.py", code="unparsable-file")
    baseline = Baseline((Entry("unparsable-file", "a.py", "b.c"),), PATH)

    assert apply([unread], baseline, Moves({"a.py"})).kept == (unread,)


@pytest.mark.parametrize(
    ("old", "new", "files", "expected"),
    [
        ([], ["a.py"], [], (1, 0)),
        (["a.py"], [], [], (0, 1)),
        (["x/a.py"], ["y/a.py"], [], (0, 0)),
        (["x/a.py"], ["y/a.py"], ["x/a.py", "y/a.py"], (1, 1)),
        (["x/a.py"], ["y/a.py"], ["y/a.py"], (0, 0)),
        (["x/a.py"], ["y/a.py", "z/a.py"], ["y/a.py", "z/a.py"], (1, 0)),
        (["a.py"], ["b.py"], ["b.py"], (0, 0)),
        (["a.py"], ["b.py", "c.py"], [], (2, 1)),
    ],
)
def test_growth(old: list[str], new: list[str], files: list[str], expected: tuple[int, int]) -> None:
    """Added and removed entries are counted, and a move is neither; only what left a file that is gone has moved."""
    assert counted(entries(*old), entries(*new), Moves(files)) == expected


# Time decides nothing: the machine may be busy.
PATIENT = settings(deadline=None)
FILES = st.sampled_from(["a.py", "x/a.py", "x/y/a.py", "y/a.py", "b.py", "x/b.py", "BUILD", "x/BUILD"])
FINDINGS = st.lists(
    st.builds(
        finding,
        FILES,
        st.sampled_from(["b.c", "b.d"]),
        st.integers(1, 3),
        st.sampled_from([PRIVATE, "undeclared-module", "unparsable-file"]),
    ),
    max_size=12,
)


@PATIENT
@given(st.lists(st.builds(Entry, st.just(PRIVATE), st.text(), st.text())))
def test_what_is_written_is_read(given_entries: list[Entry]) -> None:
    """Any text survives the file, and the file is the same again."""
    baseline = Baseline(tuple(given_entries))
    read = parse(dump(baseline).encode(), PATH)

    assert read == Parsed(baseline)
    assert dump(read.value) == dump(baseline)


@PATIENT
@given(FINDINGS, FINDINGS, st.frozensets(FILES))
def test_laws(before: list[Finding], after: list[Finding], others: frozenset[str]) -> None:
    """Whatever happens to a repository: no finding is lost, the baseline shrinks, and shrunk it hides the same."""
    files = Moves(others | {each.path for each in after})
    baseline = of(before, PATH)
    applied = apply(after, baseline, files)
    smaller = shrink(baseline, after, files)
    again = apply(after, smaller, files)

    assert sorted(applied.kept + applied.hidden) == sorted(after)
    assert (again.kept, again.hidden, again.stale) == (applied.kept, applied.hidden, ())
    assert shrink(smaller, after, files) == smaller
    for compared in (files, Moves(())):
        assert counted(baseline, smaller, compared) == (0, len(baseline.entries) - len(smaller.entries))
    # One entry more is one more, and order decides nothing.
    assert apply(after[::-1], baseline, files) == apply(sorted(after), baseline, files)
    owed = Counter((each.code, each.target) for each in smaller.entries)
    assert not owed - Counter((each.code, each.target) for each in baseline.entries)


@PATIENT
@given(FINDINGS)
def test_a_new_baseline_hides_everything(findings: list[Finding]) -> None:
    """All that a baseline can hide is hidden by the one that was just made, and nothing in it is stale."""
    applied = apply(findings, of(findings, PATH), Moves({each.path for each in findings}))

    assert ({each.code for each in applied.kept} - UNHIDEABLE, applied.stale) == (set(), ())
