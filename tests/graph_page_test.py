"""The page of `pants modules` in a real browser, driven by WebDriver: Debian's chromium and chromium-driver."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import pytest

from pantstack.boundaries.module_graph import VIEWS
from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Node

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_TAB, _ENTER, _ESCAPE, _DOWN = "\ue004", "\ue007", "\ue00c", "\ue015"

PLACES = {
    "apps/shop": "apps/shop/BUILD:1",
    "modules/orders": "modules/orders/BUILD:3",
    "modules/stock": "modules/stock/BUILD:1",
    "libs/common": "libs/common/BUILD:1",
}
GRAPH = Graph(
    ("apps", "domain", "platform"),
    (
        Node("apps/shop", PLACES["apps/shop"], "Sells things", "apps", ("@shop",), None, (), 4),
        Node("libs/common", PLACES["libs/common"], "What all need", "platform", (), "libs.common", ("new_id",), 2),
        Node(
            "modules/orders",
            PLACES["modules/orders"],
            "Takes orders",
            "domain",
            ("@orders", "@sales"),
            "modules.orders.public",
            ("Order", "OrdersClient"),
            9,
        ),
        Node("modules/stock", PLACES["modules/stock"], "Counts", "domain", ("@stock",), "modules.stock.public", (), 5),
        Node(OUTSIDE, description="Files that belong to no module", files=7),
    ),
    (
        Edge(OUTSIDE, "modules/stock", declared=False, imports=2),
        Edge("apps/shop", "modules/orders", declared=True, imports=3),
        Edge(
            "apps/shop",
            "modules/stock",
            declared=False,
            imports=1,
            violations=("apps/shop/cart page.py:3:8 private-import",),
        ),
        Edge("modules/orders", "libs/common", declared=True, imports=0),
        Edge("modules/orders", "modules/orders", violations=("modules/orders/public/__init__.py:7:1 facade-leak",)),
        Edge("modules/orders", "modules/stock", declared=False, imports=1),
    ),
    7,
)


@dataclass(frozen=True)
class Browser:
    """A session of a browser.

    Attributes:
        url: of the session.
        folder: where pages are written.
    """

    url: str
    folder: Path

    def send(self, command: str, body: Optional[dict[str, Any]] = None, method: str = "POST") -> Any:  # noqa: ANN401  JSON
        """The value that the driver answers."""
        return _send(f"{self.url}/{command}", body, method)

    def open(self, graph: Graph) -> None:
        """Show the page of a graph, as a file; the logs of the page before are gone."""
        page = self.folder / "page.html"
        page.write_text(VIEWS["html"](graph), encoding="utf-8")
        self.send("url", {"url": "about:blank"})
        for log in ("browser", "performance"):
            self.send("se/log", {"type": log})
        self.send("url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:  # noqa: ANN401  JSON
        """What an expression in JavaScript is in the page."""
        return self.send("execute/sync", {"script": f"return ({script})", "args": []})

    def find(self, selector: str) -> str:
        """The first element that a CSS selector finds, as the driver names it."""
        return str(self.send("element", {"using": "css selector", "value": selector})[_ELEMENT])

    def click(self, selector: str) -> None:
        """Click the middle of an element."""
        self.send(f"element/{self.find(selector)}/click", {})

    def text(self, selector: str) -> str:
        """The text of an element, as it is seen."""
        return str(self.send(f"element/{self.find(selector)}/text", method="GET"))

    def press(self, *keys: str) -> None:
        """Press and release keys, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.send("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def mouse(self, *actions: dict[str, Any]) -> None:
        """What a mouse does."""
        self.send("actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": list(actions)}]})

    def emulate(self, command: str, **parameters: Any) -> None:  # noqa: ANN401  JSON
        """A command of the developer tools' Emulation domain."""
        self.send("goog/cdp/execute", {"cmd": f"Emulation.{command}", "params": parameters})

    def requests(self) -> list[str]:
        """The addresses that were requested since the page was opened."""
        messages = [json.loads(each["message"])["message"] for each in self.send("se/log", {"type": "performance"})]
        return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]

    def console(self) -> list[str]:
        """What the browser logged about the page since it was opened."""
        return [each["message"] for each in self.send("se/log", {"type": "browser"})]

    def styles(self, selector: str, style: str) -> list[str]:
        """A computed style of all elements that a CSS selector finds."""
        found = self.run(f"[...document.querySelectorAll({selector!r})].map(each => getComputedStyle(each).{style})")
        return [str(each) for each in found]


def _send(url: str, body: Optional[dict[str, Any]], method: str) -> Any:  # noqa: ANN401  JSON
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    # A proxy of the user's has no part in a talk on the loopback address.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
        return json.load(answer)["value"]


@pytest.fixture(scope="module", name="browser")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of this file."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        missing = "chromium and chromedriver are not on PATH: apt-get install chromium chromium-driver"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("page")
    options = {"binary": browser, "args": [*_ARGUMENTS, f"--user-data-dir={folder / 'profile'}"]}
    logs = {"browser": "ALL", "performance": "ALL"}
    requested = {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": logs}}
    with subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        port = next(found[1] for found in map(re.compile(r"on port (\d+)\.").search, process.stdout) if found)
        session: Optional[str] = None
        try:
            session = _send(f"http://127.0.0.1:{port}/session", {"capabilities": requested}, "POST")["sessionId"]
            yield Browser(f"http://127.0.0.1:{port}/session/{session}", folder)
        finally:
            if session is not None:
                _send(f"http://127.0.0.1:{port}/session/{session}", None, "DELETE")
            process.terminate()


def _box(path: str) -> str:
    return f'.box[title="{path}"]'


def test_loads_alone_and_silently(browser: Browser) -> None:
    """The page asks for nothing but itself, reports no error and shows every module in its layer."""
    browser.open(GRAPH)

    assert browser.requests() == [(browser.folder / "page.html").as_uri()]
    assert browser.console() == []
    assert browser.text("header .sum").split("\n") == [
        "4 modules",
        "5 uses",
        "2 undeclared",
        "2 findings",
        "7 files in no module",
    ]
    assert browser.run("[...document.querySelectorAll('.band h2')].map(each => each.textContent)") == [
        "outside every module",
        "apps",
        "domain",
        "platform",
    ]
    assert browser.run("[...document.querySelectorAll('.box')].map(each => each.innerText)") == [
        "(no module)\n7 files",
        "shop\napps/\n1",
        "orders\nmodules/\n1",
        "stock\nmodules/",
        "common\nlibs/",
    ]


def test_edges_by_kind(browser: Browser) -> None:
    """Violations are red and thick, undeclared uses dashed, the others neither."""
    browser.open(GRAPH)
    red = "rgb(207, 34, 46)"

    assert browser.styles("#edges .edge", "stroke") == [*["rgb(152, 162, 179)"] * 4, red]
    assert browser.styles("#edges .edge", "strokeWidth") == [*["1.4px"] * 4, "2.8px"]
    assert browser.styles("#edges .edge", "strokeDasharray") == ["none", "none", "1.5px, 4px", "7px, 5px", "7px, 5px"]
    assert browser.styles("#edges .edge.violation", "markerEnd") == ['url("#arrow-violation")']
    assert browser.styles(".box .count", "backgroundColor") == [red, red]


def test_click_shows_the_panel(browser: Browser) -> None:
    """A click on a module shows all that is known of it, a click on a name in it goes there, Escape closes it."""
    browser.open(GRAPH)
    browser.click(_box("modules/orders"))

    assert browser.text("#panel").split("\n") == [
        "modules/",
        "orders",
        "\N{MULTIPLICATION SIGN}",
        "Takes orders",
        "Layer",
        "domain",
        "Owners",
        "@orders, @sales",
        "Facade",
        "modules.orders.public",
        "Declared",
        "modules/orders/BUILD:3",
        "Size",
        "9 Python files",
        "FINDINGS (1)",
        "facade-leak",
        "modules/orders/public/__init__.py:7:1",
        "PUBLIC NAMES (2)",
        "Order",
        "OrdersClient",
        "USES (2)",
        "libs/common",
        "no import",
        "modules/stock",
        "1 import",
        "undeclared",
        "USED BY (1)",
        "apps/shop",
        "3 imports",
    ]
    assert browser.run("location.hash") == "#module:modules%2Forders"

    browser.click("#panel .in .go")

    assert browser.text("#panel h2") == "shop"
    assert browser.text("#panel .findings li") == "private-import\napps/shop/cart page.py:3:8"

    browser.press(_ESCAPE)

    assert browser.run("document.getElementById('panel').hidden") is True
    assert browser.run("location.hash") == ""


def test_highlight(browser: Browser) -> None:
    """A selected module keeps its edges and neighbors, everything else becomes faint."""
    browser.open(GRAPH)
    browser.click(_box("modules/orders"))

    assert browser.run("document.querySelectorAll('.edge.out').length") == 2
    assert browser.run("document.querySelectorAll('.edge.in').length") == 1
    assert browser.run("document.querySelectorAll('.edge.faint').length") == 2
    assert browser.run("[...document.querySelectorAll('.box.faint')].map(each => each.title)") == [OUTSIDE]


def test_violations_only(browser: Browser) -> None:
    """The filter leaves the edges with findings, and the modules and rows that they touch."""
    browser.open(GRAPH)
    browser.click("#only")

    assert browser.styles("#edges .edge", "display") == ["none", "none", "none", "none", "inline"]
    assert browser.run("[...document.querySelectorAll('.box:not(.faint)')].map(each => each.title)") == [
        "apps/shop",
        "modules/orders",
        "modules/stock",
    ]

    browser.click("#show-table")

    assert browser.run("[...document.querySelectorAll('tbody tr:not([hidden]) th a')].map(each => each.text)") == [
        "apps/shop",
        "modules/orders",
        "modules/stock",
    ]
    assert browser.run("document.getElementById('graph').hidden") is True


def test_search(browser: Browser) -> None:
    """A search finds owners and public names too, and Enter goes to the first match."""
    browser.open(GRAPH)
    browser.press("/", *"ORDERSCLIENT")

    assert browser.text("#matches") == "1 of 5"
    assert browser.run("[...document.querySelectorAll('.box.hit')].map(each => each.title)") == ["modules/orders"]
    assert browser.run("document.querySelectorAll('.box.faint').length") == 4

    browser.press(_ENTER)

    assert browser.text("#panel h2") == "orders"


def test_keyboard(browser: Browser) -> None:
    """Tab reaches the modules, arrows go between them, Enter opens one and Escape gives the focus back."""
    browser.open(GRAPH)
    browser.click("#search")
    browser.press(*[_TAB] * 4)

    assert browser.run("document.activeElement.title") == OUTSIDE

    browser.press(_DOWN, _DOWN)
    reached = browser.run("document.activeElement.title")

    assert reached in ("modules/orders", "modules/stock")

    browser.press(_ENTER)

    assert browser.run("document.activeElement.getAttribute('aria-label')") == reached

    browser.press(_TAB)

    assert browser.run("document.activeElement.getAttribute('aria-label')") == "Close"

    browser.press(_ESCAPE)

    assert browser.run("document.activeElement.title") == reached


def test_zoom_and_pan(browser: Browser) -> None:
    """The wheel zooms, dragging pans and selects nothing else, and a button shows all again."""
    browser.open(GRAPH)
    browser.click(_box("modules/orders"))
    state = "(matrix => [matrix.a, matrix.e, matrix.f].map(Math.round))(new DOMMatrix(stage.style.transform))"
    scale = "new DOMMatrix(document.getElementById('stage').style.transform).a"
    before = browser.run(scale)
    wheel = {"type": "scroll", "x": 640, "y": 400, "deltaX": 0, "deltaY": 240, "duration": 0}
    browser.send("actions", {"actions": [{"type": "wheel", "id": "wheel", "actions": [wheel]}]})

    assert browser.run(scale) < before

    x, y, _ = browser.run(
        f"(box => [box.x + 20, box.y + 20, 0])(document.querySelector('{_box('modules/stock')}').getBoundingClientRect())"
    )
    there = browser.run(state)
    move = {"type": "pointerMove", "duration": 0}
    browser.mouse(
        {**move, "x": round(x), "y": round(y)},
        {"type": "pointerDown", "button": 0},
        {**move, "x": round(x) + 60, "y": round(y) + 30},
        {"type": "pointerUp", "button": 0},
    )
    here = browser.run(state)

    assert [here[1] - there[1], here[2] - there[2]] == [60, 30]
    assert browser.text("#panel h2") == "orders"

    browser.click("#fit")

    assert browser.run(scale) == before


def test_dark(browser: Browser) -> None:
    """The page follows the user's color scheme."""
    browser.open(GRAPH)
    light = browser.styles("body", "backgroundColor")
    browser.emulate("setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    dark = browser.styles("body", "backgroundColor")
    browser.emulate("setEmulatedMedia", features=[])

    assert (light, dark) == (["rgb(243, 244, 247)"], ["rgb(13, 17, 23)"])


def test_without_javascript(browser: Browser) -> None:
    """Where JavaScript is off, the table stands alone, and its links lead to its rows."""
    browser.emulate("setScriptExecutionDisabled", value=True)
    browser.open(GRAPH)
    displayed = [browser.styles(selector, "display") for selector in ("#graph", ".tools", "#table")]
    heads = browser.text("thead").split()
    browser.click('tbody a[href="#module:libs/common"]')
    target = browser.run("document.querySelector(':target').textContent")
    browser.emulate("setScriptExecutionDisabled", value=False)

    assert displayed == [["none"], ["none"], ["block"]]
    assert heads == ["Module", "Layer", "Owners", "Facade", "Uses", "Used", "by", "Findings"]
    assert target.startswith("libs/common")


def test_link_to_a_module(browser: Browser) -> None:
    """A link with a module's path opens its panel, one with nonsense opens nothing."""
    browser.open(GRAPH)
    browser.run("location.hash = '#module:modules/stock'")
    browser.run("new Promise(done => setTimeout(done, 0))")

    assert browser.text("#panel h2") == "stock"

    browser.open(GRAPH)
    browser.run("location.hash = '#module:%E0%A4%A'")
    browser.run("new Promise(done => setTimeout(done, 0))")

    assert browser.run("document.getElementById('panel').hidden") is True
    assert browser.console() == []


def test_hostile_values(browser: Browser) -> None:
    """Markup, quotes, line ends, emoji and long values in any field are text, and nothing of them runs."""
    names = (
        "</script><script>document.title='run'</script>",
        "</script onload=run>",
        "<!--<script>",
        "<img src=x onerror=document.title='run'>",
        "\"'`${x}{{y}}&lt;",
        "\N{CRAB}\N{FAMILY}",
        "two\nlines",
        "__proto__",
        "x" * 300,
    )
    paths = [f"modules/{name}" for name in names]
    nodes = tuple(Node(path, path, path, name, (name,), name, (name,), 1) for path, name in zip(paths, names))
    edges = tuple(Edge(source, paths[0], violations=(f"{source}/x.py:1:1 code",)) for source in paths[1:])
    browser.open(Graph(names, nodes, edges))
    browser.click(".box")
    displayed = [path.replace("\n", " ") for path in paths]

    assert browser.run("document.title") == "Modules"
    assert browser.console() == []
    assert browser.requests() == [(browser.folder / "page.html").as_uri()]
    assert sorted(browser.run("[...document.querySelectorAll('.box')].map(each => each.title)")) == sorted(displayed)
    assert browser.run("[...document.querySelectorAll('tbody th a')].map(each => each.text)") == displayed
    assert browser.run("document.querySelectorAll('main img, main script').length") == 0
    assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True


def test_no_modules(browser: Browser) -> None:
    """A repository without modules says so."""
    browser.open(Graph())

    assert browser.text("#graph .empty") == "No modules are declared."
    assert browser.console() == []
