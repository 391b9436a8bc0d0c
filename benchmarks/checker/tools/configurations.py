"""Writes what each tool is configured with: the same modules, dependencies and facades."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.checker.trees.model import Manifest, TreeModule

PANTS_VERSION = "2.17.1"


def write_all(manifest: Manifest, folder: Path, plugins: Path) -> None:
    """Write the configuration of every tool into a tree.

    Args:
        plugins: the folder that Pants takes the backend from.
    """
    files = {
        "pants.toml": _pants_toml(plugins, manifest),
        "tach.toml": _tach_toml(manifest),
        ".importlinter": _importlinter(manifest),
        "deply.yaml": _deply_yaml(manifest),
        **{f"{module.path}/BUILD": _build(module) for module in manifest.modules},
    }
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")


def _pants_toml(plugins: Path, manifest: Manifest) -> str:
    off = "".join(f'{code} = "off"\n' for code in manifest.off)
    severities = f"\n[pantstack-lint.severities]\n{off}" if off else ""
    return (
        f'[GLOBAL]\npants_version = "{PANTS_VERSION}"\npythonpath = [{json.dumps(str(plugins))}]\n'
        'backend_packages = ["pants.backend.python", "pantstack"]\n\n[anonymous-telemetry]\nenabled = false\n\n'
        '[source]\nroot_patterns = ["/"]\n\n[python]\ninterpreter_constraints = ["CPython>=3.9"]\n'
        f"{severities}"
    )


def _build(module: TreeModule) -> str:
    depends_on = ["*"] if module.depends_on is None else module.depends_on
    return (
        f'pantstack_module(\n    description="{module.path.rpartition("/")[2]}",\n'
        f"    depends_on={json.dumps(depends_on)},\n    public={json.dumps(module.public)},\n)\n\n"
        'python_sources(name="lib", sources=["**/*.py", "!**/test_*.py"])\n\n'
        'python_tests(name="tests", sources=["**/test_*.py"])\n'
    )


def _tach_toml(manifest: Manifest) -> str:
    """Tach's rules: what a module may use, and what of it is open; its defaults would leave out tests and types."""
    lines = ["exclude = []", 'source_roots = ["."]', "ignore_type_checking_imports = false", ""]
    for module in manifest.modules:
        lines += ["[[modules]]", f'path = "{module.dotted}"']
        if module.depends_on is not None:
            lines.append(f"depends_on = {json.dumps([path.replace('/', '.') for path in module.depends_on])}")
        lines.append("")
    for module in manifest.modules:
        exposed = [*_patterns(module, module.open, r"(\\..*)?"), *_patterns(module, module.open_alone, r"(\\.[^.]*)?")]
        patterns = ", ".join(f'"{each}"' for each in exposed)
        lines += ["[[interfaces]]", f"expose = [{patterns}]", f'from = ["{module.dotted}"]', ""]
    return "\n".join(lines)


def _patterns(module: TreeModule, names: Iterable[str], rest: str) -> list[str]:
    """Regular expressions for names below a module, which is not named itself."""
    below = [name[len(module.dotted) + 1 :] for name in names]
    return [name.replace(".", r"\\.") + rest if name else "[^.]*" for name in below]


def _importlinter(manifest: Manifest) -> str:
    """A contract of import-linter per module: the only kind that protects internals from all others."""
    lines = ["[importlinter]", "root_packages =", *(f"    {name}" for name in manifest.packages), ""]
    for module in manifest.modules:
        lines += [
            f"[importlinter:contract:{module.dotted}]",
            f"name = internals of {module.dotted}",
            "type = protected",
            "protected_modules =",
            *(f"    {name}" for name in module.private),
            "allowed_importers =",
            f"    {module.dotted}",
            "",
        ]
    return "\n".join(lines)


def _deply_yaml(manifest: Manifest) -> str:
    """Two layers of deply per module, as it has no other idea of a module: its internals, and the rest."""
    lines = ["deply:", "  paths:", *(f"    - ./{name}" for name in manifest.packages), "  layers:"]
    for module in manifest.modules:
        name = module.path.replace("/", "_")
        inside = _either(module.private)
        lines += _deply_layer(f"{name}_inside", f"{inside}(/.*|\\.py)$")
        lines += _deply_layer(f"{name}_rest", f"{module.path}/.*", f"{inside}(/.*|\\.py)$")
    lines.append("  ruleset:")
    for module in manifest.modules:
        name = module.path.replace("/", "_")
        others = [each.path.replace("/", "_") for each in manifest.modules if each.path != module.path]
        for layer in (f"{name}_inside", f"{name}_rest"):
            lines += [f"    {layer}:", "      disallow_layer_dependencies:"]
            lines += [f"        - {other}_inside" for other in others]
    return "\n".join([*lines, ""])


def _deply_layer(name: str, pattern: str, excluded: str = "") -> list[str]:
    lines = [f"    - name: {name}", "      collectors:", "        - type: file_regex", f"          regex: '{pattern}'"]
    return [*lines, f"          exclude_files_regex: '{excluded}'"] if excluded else lines


def _either(dotted: Sequence[str]) -> str:
    return "(" + "|".join(name.replace(".", "/") for name in dotted) + ")"
