"""Checks a tree by the rules of PyTestArch: python pytestarch_rules.py, in the tree and in the rivals' environment."""

from __future__ import annotations

import json
from pathlib import Path

from pytestarch import Rule, get_evaluable_architecture  # type: ignore[import-not-found]  # it is in that environment


def main() -> None:
    """Build one graph per root package, and print what breaks a rule."""
    manifest = json.loads(Path(".benchmark.json").read_text(encoding="utf-8"))
    for package in manifest["packages"]:
        root = str(Path(package).resolve())
        graph = get_evaluable_architecture(root, root)
        modules = [each for each in manifest["modules"] if f"{each['path']}/".startswith(f"{package}/")]
        for module in modules:
            others = [each["path"].replace("/", ".") for each in modules if each is not module]
            rule = Rule().modules_that().are_named(list(module["private"])).should_not()
            try:
                rule.be_imported_by_modules_that().are_named(others).assert_applies(graph)
            except AssertionError as error:
                print(error)


if __name__ == "__main__":
    main()
