"""The page of the benchmark, from figures that are made up."""

from __future__ import annotations

from benchmarks.checker.measuring.commands import Cost
from benchmarks.checker.report.figures import CHECKED, FLOOR, Figures, Output, PantsRow, Point, TreeFigures
from benchmarks.checker.report.goals import NO_STARS, STARS
from benchmarks.checker.report.page import render
from benchmarks.checker.scenarios import COLD, EDIT, WARM, Row
from benchmarks.checker.tools.tools import OURS


def _tree(title: str, cold: float, *, has_goals: bool = False) -> TreeFigures:
    rows = (
        Row(OURS, COLD, Cost(cold, 1.01, 70, 80), 20, 20),
        Row(OURS, WARM, Cost(0.25, 0.26, 60, 61), 20, 20),
        Row(OURS, EDIT, Cost(0.45, 0.46, 60, 61), 20, 20),
        Row("tach 0.35.3", COLD, Cost(1.25, 0.9, 50, 45), 20, 20),
        Row("tach 0.35.3", WARM, None, 18, 20, "2 missed, 0 too many"),
        Row("tach 0.35.3", EDIT, Cost(1.0, 0.9, 50, 45), 20, 20),
        *(Row("deply 1.3.0", name, None, problem="more than 600 s") for name in (COLD, WARM, EDIT)),
    )
    return TreeFigures(title, "10 files.", rows, (("deply 1.3.0", "knows layers"),), has_goals=has_goals)


def _pants(command: str, more: float) -> tuple[PantsRow, ...]:
    costs = {COLD: 15.0, WARM: 0.25, EDIT: 1.0}
    return tuple(PantsRow(command, name, Cost(cpu + more, cpu, 500 + more, 0)) for name, cpu in costs.items())


FIGURES = Figures(
    "Machine: 2 cores.",
    "build-support/test --benchmark checker",
    _tree("The default tree", 1.0, has_goals=True),
    (_tree(STARS, 3.0), _tree(NO_STARS, 1.0)),
    tuple(Point(files, OURS, Cost(0.1 + files / 10_000, 0, 0, 0)) for files in (1_000, 10_000, 100_000)),
    (*_pants(FLOOR, 0), *_pants(CHECKED, 0.25)),
    (Output("### Commands of users", "./pants list   0.40 s\n"),),
)
PAGE = """\
# Benchmarks

Written by `build-support/test --benchmark checker`: no figure here is typed by hand.

Machine: 2 cores.

Every tool checks the same rule in the same files: nobody imports the internals of another module. All run in turn, and each figure is the median of several runs. What a tool has to find was planted; what finds something else has no figures. CPU time, of all processes of a command, depends least on what else the machine does, so compare that; seconds are by the clock. Memory is the peak of the largest process, and of all together with shared pages counted once. Cold: the tool remembers nothing, though the system may have the files in memory. After an edit: an import of another module's facade was added.

## Goals

|  | goal | measured | reached |
|---|---|---:|---:|
| The default tree: CPU time, cold, over tach's | at most 1 x | 0.80 x | yes |
| The default tree: CPU time, warm, over tach's | at most 0.2 x | 0.20 x | yes |
| The default tree: CPU time after an edit, less that when nothing changed | at most 0.3 s | 0.20 s | yes |
| The default tree: most memory, over tach's | at most 1.5 x | 1.78 x | **no** |
| Star imports: CPU time, cold, over the same tree without | at most 2 x | 3.00 x | **no** |
| A further file at the end of the curve, over one at its beginning | at most 1.25 x | 1.00 x | yes |
| In Pants, cold: CPU time, less that with the checker skipped | at most 3 s | 0.25 s | yes |
| In Pants, warm: CPU time, less that with the checker skipped | at most 0.1 s | 0.25 s | **no** |
| In Pants: CPU time after an edit, less that when nothing changed | at most 0.3 s | 0.75 s | **no** |
| In Pants: memory of the daemon, less that with the checker skipped | at most 300 MB | 0 MB | yes |

## The default tree

10 files.

|  |  | CPU s | s | MB | MB together | found |
|---|---|---:|---:|---:|---:|---:|
| pantstack check | cold | 1.00 | 1.01 | 70 | 80 | 20 of 20 |
|  | warm | 0.25 | 0.26 | 60 | 61 | 20 of 20 |
|  | after an edit | 0.45 | 0.46 | 60 | 61 | 20 of 20 |
| tach 0.35.3 | cold | 1.25 | 0.90 | 50 | 45 | 20 of 20 |
|  | warm |  |  |  |  | 2 missed, 0 too many |
|  | after an edit | 1.00 | 0.90 | 50 | 45 | 20 of 20 |
| deply 1.3.0 |  |  |  |  |  | more than 600 s |

- deply 1.3.0: knows layers.

## Star imports

10 files.

|  |  | CPU s | s | MB | MB together | found |
|---|---|---:|---:|---:|---:|---:|
| pantstack check | cold | 3.00 | 1.01 | 70 | 80 | 20 of 20 |
|  | warm | 0.25 | 0.26 | 60 | 61 | 20 of 20 |
|  | after an edit | 0.45 | 0.46 | 60 | 61 | 20 of 20 |
| tach 0.35.3 | cold | 1.25 | 0.90 | 50 | 45 | 20 of 20 |
|  | warm |  |  |  |  | 2 missed, 0 too many |
|  | after an edit | 1.00 | 0.90 | 50 | 45 | 20 of 20 |
| deply 1.3.0 |  |  |  |  |  | more than 600 s |

- deply 1.3.0: knows layers.

## The same without star imports

10 files.

|  |  | CPU s | s | MB | MB together | found |
|---|---|---:|---:|---:|---:|---:|
| pantstack check | cold | 1.00 | 1.01 | 70 | 80 | 20 of 20 |
|  | warm | 0.25 | 0.26 | 60 | 61 | 20 of 20 |
|  | after an edit | 0.45 | 0.46 | 60 | 61 | 20 of 20 |
| tach 0.35.3 | cold | 1.25 | 0.90 | 50 | 45 | 20 of 20 |
|  | warm |  |  |  |  | 2 missed, 0 too many |
|  | after an edit | 1.00 | 0.90 | 50 | 45 | 20 of 20 |
| deply 1.3.0 |  |  |  |  |  | more than 600 s |

- deply 1.3.0: knows layers.

## Size

CPU time in seconds, cold, of trees that differ in size only.

![CPU time and memory by the number of files](benchmarks.svg)

| files | 1,000 | 10,000 | 100,000 |
|---|---:|---:|---:|
| pantstack check | 0.20 | 1.10 | 10.10 |

## In Pants

The default tree. CPU time is that of the daemon and its client, memory that of the daemon. Cold: there is neither a daemon nor a cache of Pants.

|  |  | CPU s | s | MB |
|---|---|---:|---:|---:|
| the checker skipped | cold | 15.00 | 15.00 | 500 |
| the checker skipped | warm | 0.25 | 0.25 | 500 |
| the checker skipped | after an edit | 1.00 | 1.00 | 500 |
| the checker | cold | 15.25 | 15.00 | 500 |
| the checker | warm | 0.50 | 0.25 | 500 |
| the checker | after an edit | 1.25 | 1.00 | 500 |

## Other commands

### Commands of users

```
./pants list   0.40 s
```
"""
PART = """\
|  | goal | measured | reached |
|---|---|---:|---:|
| The default tree: CPU time, cold, over tach's | at most 1 x |  | not measured |
| The default tree: CPU time, warm, over tach's | at most 0.2 x |  | not measured |
| The default tree: CPU time after an edit, less that when nothing changed | at most 0.3 s |  | not measured |
| The default tree: most memory, over tach's | at most 1.5 x |  | not measured |
| Star imports: CPU time, cold, over the same tree without | at most 2 x |  | not measured |
| A further file at the end of the curve, over one at its beginning | at most 1.25 x |  | not measured |
| In Pants, cold: CPU time, less that with the checker skipped | at most 3 s |  | not measured |
| In Pants, warm: CPU time, less that with the checker skipped | at most 0.1 s |  | not measured |
| In Pants: CPU time after an edit, less that when nothing changed | at most 0.3 s |  | not measured |
| In Pants: memory of the daemon, less that with the checker skipped | at most 300 MB |  | not measured |

## The default tree

10 files.

|  |  | CPU s | s | MB | MB together | found |
|---|---|---:|---:|---:|---:|---:|
"""


def test_the_page() -> None:
    """The page has what was measured, which goals are reached, and why a tool has no figures."""
    assert render(FIGURES) == PAGE


def test_a_run_of_a_part() -> None:
    """What was not measured is no goal that is reached."""
    page = render(Figures("Machine: 2 cores.", "build-support/test", TreeFigures("The default tree", "10 files.", ())))

    assert page.partition("## Goals\n\n")[2] == PART
