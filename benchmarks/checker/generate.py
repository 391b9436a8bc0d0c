"""Writes a tree for benchmarks, with every tool's configuration, into a folder.

Run it as `python -m benchmarks.checker.generate FOLDER --files 10001 --modules 100 --seed 1`.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.checker.tools.configurations import write_all
from benchmarks.checker.trees.generated import GeneratedTree
from benchmarks.checker.trees.model import Manifest, Shape
from benchmarks.checker.trees.shapes import SHAPES

PLUGINS = Path(__file__).resolve().parent.parent.parent / "pants-plugins"


def write(shape: Shape, seed: int, folder: Path) -> Manifest:
    """Generate a tree into a folder that is made, and configure all tools for it."""
    tree = GeneratedTree(shape, seed)
    made: set[Path] = set()
    for path, text in tree.files():
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_text(text, encoding="utf-8")
    manifest = tree.manifest()
    manifest.write(folder)
    write_all(manifest, folder, PLUGINS)
    return manifest


def main() -> None:
    """Read the arguments and write the tree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checker.generate", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="default")
    parser.add_argument("--files", type=int)
    parser.add_argument("--modules", type=int)
    parser.add_argument("--planted", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    changes = {name: getattr(arguments, name) for name in ("files", "modules", "planted")}
    shape = replace(SHAPES[arguments.shape], **{name: value for name, value in changes.items() if value})
    manifest = write(shape, arguments.seed, arguments.folder)
    print(f"{manifest.files} files, {manifest.size} bytes, {len(manifest.planted)} violations: {arguments.folder}")


if __name__ == "__main__":
    main()
