"""Lays out packages of PyPI as modules of one tree: python -m benchmarks.checker.trees.real FOLDER SEED.

It runs in the rivals' environment, whose Python reads what the packages are written in. What packages import of each
other is public, with the packages around it; everything else is private, and imported only where that is planted.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from random import Random
from typing import NamedTuple

from benchmarks.checker.trees.model import Manifest, Planted, TreeModule

PACKAGES = Path(__file__).with_name("packages.txt")
PLANTED = 20
# What real packages have that only our checker sees: switched off, all tools find the same.
OFF = ("dynamic-private-import", "facade-leak", "module-cycle", "unexported-name", "unprovable-import")


class SourceFile(NamedTuple):
    """What a file imports absolutely or reads from such imports, and the classes and functions that it defines."""

    imported: frozenset[str]
    defined: tuple[str, ...]


def lay_out(folder: Path, seed: int) -> Manifest:
    """Fetch the packages, write their files into a folder, and plant violations.

    Args:
        folder: that does not exist yet.
    """
    texts = dict(_fetched())
    files = {path: file for path, text in texts.items() for file in [_parse(text)] if file is not None}
    # What is broken on purpose, for tests of parsers, is no code.
    texts = {path: texts[path] for path in files}
    packages = tuple(sorted({path.split("/")[0] for path in texts}))
    used = set(_used(files, packages))
    modules = tuple(_module(package, texts, used) for package in packages)
    planted: list[Planted] = []
    rng = Random(f"{seed} real")
    for number in range(PLANTED):
        importer, target, name = _violation(rng, files, modules, {each.path for each in planted})
        text = texts[importer].rstrip() + f"\n\n\nfrom {target} import {name} as planted_{number}\n"
        texts[importer] = text
        planted.append(Planted(importer, text.count("\n"), target))
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    clean = {each.path for each in planted}
    edited = next(path for path in sorted(texts) if path.startswith(f"{packages[0]}/") and path not in clean)
    size = sum(len(text.encode()) for text in texts.values())
    edit = f"import {packages[-1]} as edited\n"
    manifest = Manifest("", len(texts), size, packages, modules, tuple(planted), edited, edit, OFF)
    manifest.write(folder)
    return manifest


def _fetched() -> Iterator[tuple[str, str]]:
    """The Python files of all packages, by their paths."""
    with tempfile.TemporaryDirectory() as folder:
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q", "--no-deps")
        subprocess.run((*pip, "--only-binary=:all:", "-d", folder, "-r", str(PACKAGES)), check=True)
        for wheel in sorted(Path(folder).glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                for name in sorted(archive.namelist()):
                    if name.endswith(".py") and "/" in name and ".data/" not in name:
                        # As Python reads them: line ends of one kind, and no mark in front.
                        yield name, archive.read(name).decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _parse(text: str) -> SourceFile | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    defined = tuple(node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef)))
    return SourceFile(frozenset(_imported(tree)), defined)


def _dotted(path: str) -> str:
    return path[: -len(".py")].replace("/", ".").removesuffix(".__init__")


def _used(files: Mapping[str, SourceFile], packages: tuple[str, ...]) -> Iterator[str]:
    """The files that another package imports, and the packages around them."""
    paths = {_dotted(path): path for path in files}
    for path, file in files.items():
        own = path.split("/")[0]
        for dotted in file.imported:
            if dotted.split(".")[0] in packages and dotted.split(".")[0] != own:
                parts = dotted.split(".")
                names = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
                yield from (paths[name] for name in names if name in paths)


def _imported(tree: ast.Module) -> Iterator[str]:
    """The dotted names that a file imports absolutely, and the attributes of what it imports so."""
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
            bound.update((alias.asname, alias.name) for alias in node.names if alias.asname)
            bound.update(
                (name, name) for alias in node.names for name in [alias.name.split(".")[0]] if not alias.asname
            )
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            bound.update((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            # Such as `pd = pytest.importorskip("pandas")`.
            texts = (each.value for each in node.value.args[:1] if isinstance(each, ast.Constant))
            names = (each.id for each in node.targets if isinstance(each, ast.Name))
            bound.update((name, text) for text in texts if isinstance(text, str) for name in names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            start, _, rest = ast.unparse(node).partition(".")
            if start in bound:
                yield f"{bound[start]}.{rest}"


def _module(package: str, texts: Mapping[str, str], used: set[str]) -> TreeModule:
    own = sorted(path for path in texts if path.startswith(f"{package}/"))
    public = [path for path in own if path in used or path == f"{package}/__init__.py"]
    inits = {path for path in public if path.endswith("/__init__.py")}
    return TreeModule(
        package,
        None,
        tuple(path[len(package) + 1 :] for path in public),
        tuple(_dotted(path) for path in public if path not in inits),
        tuple(_dotted(path) for path in sorted(inits)),
        tuple(_private(package, own, set(public))),
    )


def _private(folder: str, own: list[str], public: set[str]) -> Iterator[str]:
    """The dotted names below a package of which nothing is public; folders that are no packages are left out."""
    below = [path for path in own if path.startswith(f"{folder}/")]
    children = {PurePosixPath(path).relative_to(folder).parts[0] for path in below}
    for child in sorted(children - {"__init__.py"}):
        path = f"{folder}/{child}"
        if child.endswith(".py"):
            if path not in public and child[: -len(".py")].isidentifier():
                yield _dotted(path)
        elif f"{path}/__init__.py" in below:
            if any(each.startswith(f"{path}/") for each in public):
                yield from _private(path, own, public)
            else:
                yield path.replace("/", ".")


def _violation(
    rng: Random, files: Mapping[str, SourceFile], modules: tuple[TreeModule, ...], taken: set[str]
) -> tuple[str, str, str]:
    """Choose a file, and a private file of another package with a name that it defines."""
    # Tools that know definitions only see no other files.
    paths = [path for path in sorted(files) if files[path].defined and not path.endswith("/__init__.py")]
    while True:
        importer, target = rng.choice(paths), rng.choice(paths)
        dotted = _dotted(target)
        private = any(f"{dotted}.".startswith(f"{name}.") for module in modules for name in module.private)
        packaged = all(_is_packaged(path, files) for path in (importer, target))
        other = importer.split("/")[0] != target.split("/")[0]
        # What is no identifier is no name in an import statement.
        named = all(part.isidentifier() for part in dotted.split("."))
        if private and packaged and named and other and importer not in taken:
            return importer, dotted, files[target].defined[0]


def _is_packaged(path: str, files: Mapping[str, SourceFile]) -> bool:
    """Whether every folder around a file is a package, as some tools see no others."""
    parts = path.split("/")[:-1]
    return all("/".join([*parts[:end], "__init__.py"]) in files for end in range(1, len(parts) + 1))


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]), int(sys.argv[2]))
