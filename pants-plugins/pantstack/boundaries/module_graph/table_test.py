"""The table."""

from __future__ import annotations

from pantstack.boundaries.module_graph import table
from pantstack.boundaries.module_graph.model import Edge, Graph, Node
from pantstack.text.width import width


def test_table(graph: Graph) -> None:
    """Every module with its facts, its uses below each other, and the numbers of all."""
    assert table.render(graph).splitlines() == [
        "MODULE          LAYER     OWNERS   FACADE                 USES                                    USED BY                              FINDINGS",
        "apps/shop       apps      @shop    -                      libs/common (undeclared)                tools (2 findings)                   -",
        "                                                          modules/orders",
        "libs/common     platform  -        libs.common            modules/orders (undeclared, 1 finding)  apps/shop (undeclared)               1",
        "                                                                                                  modules/orders (no import)",
        "modules/orders  domain    @orders  modules.orders.public  libs/common (no import)                 (no module)                          1",
        "                          @sales                                                                  apps/shop",
        "                                                                                                  libs/common (undeclared, 1 finding)",
        "tools           -         -        -                      apps/shop (2 findings)                  -                                    2",
        "(no module)     -         -        -                      modules/orders                          -                                    -",
        "",
        "4 modules, 6 uses, 4 findings; 7 files in no module.",
    ]


def test_part(graph: Graph) -> None:
    """A part has the rows of the chosen modules, and their numbers."""
    assert table.render(graph.part(["libs/common"])).splitlines() == [
        "MODULE       LAYER     OWNERS  FACADE       USES                                    USED BY                     FINDINGS",
        "libs/common  platform  -       libs.common  modules/orders (undeclared, 1 finding)  apps/shop (undeclared)      1",
        "                                                                                    modules/orders (no import)",
        "",
        "1 module, 3 uses, 1 finding.",
    ]


def test_wide_characters() -> None:
    """Columns stay aligned where characters are wide."""
    nodes = (Node("m/\u65e5\u672c", owners=("@\N{CRAB}",), files=1), Node("m/plain"))

    assert table.render(
        Graph((), nodes, (Edge("m/plain", "m/\u65e5\u672c", declared=True, imports=1),), 1)
    ).splitlines() == [
        "MODULE   LAYER  OWNERS  FACADE  USES    USED BY  FINDINGS",
        "m/\u65e5\u672c   -      @\N{CRAB}     -       -       m/plain  -",
        "m/plain  -      -       -       m/\u65e5\u672c  -        -",
        "",
        "2 modules, 1 use, 0 findings; 1 file in no module.",
    ]


def test_long_names() -> None:
    """A name that is too long loses its middle, so that its remarks stay."""
    long = "m/" + "x" * 100 + "/end"
    edges = (Edge("m/a", long, imports=1, violations=("m/a.py:1:1 code",)),)

    assert table.render(Graph((), (Node("m/a"), Node(long)), edges)).splitlines()[:3] == [
        "MODULE                                                        LAYER  OWNERS  FACADE  USES                                                          USED BY                      FINDINGS",
        "m/a                                                           -      -       -       m/xxxxxxxxxxxxxxx…xxxxxxxxxxxxxx/end (undeclared, 1 finding)  -                            1",
        "m/xxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxxxxxxxxxxxxxxxx/end  -      -       -       -                                                             m/a (undeclared, 1 finding)  -",
    ]


def test_hostile(hostile: Graph) -> None:
    """A hostile module takes lines of its own like any other, and no cell is longer than a line can bear."""
    rendered = table.render(hostile)
    findings = [width(line[: line.rindex(" ")]) for line in rendered.splitlines()[1:12] if line.endswith(" 1")]

    assert len(set(findings)) == 1
    assert rendered.isprintable() is False
    assert all(line.isprintable() for line in rendered.splitlines())
    assert max(map(width, rendered.splitlines())) <= 60 * 6 + 30


def test_no_modules() -> None:
    """A repository without modules says so."""
    assert table.render(Graph()) == "No modules are declared; `pants adopt` proposes some.\n"


def test_marks(marked: Graph) -> None:
    """What is special about a declaration stands below the path, and what is to be narrowed is counted."""
    assert table.render(marked).splitlines() == [
        "MODULE                        LAYER  OWNERS  FACADE  USES  USED BY  FINDINGS",
        "m/a                           -      -       -       m/b   -        -",
        "(utility)",
        "(may use any module)",
        "(all public, to be narrowed)",
        "(never m/b)",
        "(never m/c)",
        "m/b                           -      -       -       -     m/a      -",
        "",
        "2 modules, 1 use, 0 findings; 1 module all public, to be narrowed.",
    ]
