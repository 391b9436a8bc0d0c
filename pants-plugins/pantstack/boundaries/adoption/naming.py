"""What the name of a directory or file says about what it holds."""

from __future__ import annotations

from functools import lru_cache

from pantstack.buildfiles.globs import TEST_FILES, matches

# The children of these are modules, each of them.
MODULES = frozenset(
    {
        *("addons", "apps", "bounded_contexts", "components", "contexts", "contrib", "domains", "extensions"),
        *("features", "integrations", "libraries", "libs", "modules", "packages", "plugins", "projects", "services"),
    }
)
# These only hold what matters.
SOURCES = frozenset({"lib", "py", "python", "source", "src"})
# A module's facade where it has one of these, however many use something else.
FACADES = frozenset({"facade", "public"})
# A facade where at least half of the users agree: many an `api` is a web API instead.
LIKELY_FACADES = FACADES | {"api", "interface"}
# Everybody uses all of these: the whole package is the facade.
LIBRARIES = frozenset({"common", "helpers", "lib", "libraries", "libs", "shared", "util", "utilities", "utils"})

TESTS = "tests"
_FIRM = {
    "tests": TESTS,
    "__tests__": TESTS,
    "testdata": "data of tests",
    "test_data": "data of tests",
    "migrations": "migrations",
    "alembic": "migrations",
    "vendor": "code of others",
    "vendored": "code of others",
    "_vendor": "code of others",
    "_vendored": "code of others",
    "third_party": "code of others",
    "3rdparty": "code of others",
    "extern": "code of others",
    "node_modules": "code of others",
    "site-packages": "code of others",
    "venv": "code of others",
}
# A package may have one of these names and be a real part of the product: then the product imports it.
_LOOSE = {
    "test": TESTS,
    "testing": TESTS,
    "bench": "benchmarks",
    "benchmark": "benchmarks",
    "benchmarks": "benchmarks",
    "bin": "scripts",
    "build": "what a build leaves",
    "build-support": "tools of the build",
    "build_support": "tools of the build",
    "ci": "tools of the build",
    "demo": "examples",
    "demos": "examples",
    "dist": "what a build leaves",
    "doc": "documentation",
    "docs": "documentation",
    "documentation": "documentation",
    "example": "examples",
    "examples": "examples",
    "fixtures": "data of tests",
    "hack": "scripts",
    "notebooks": "notebooks",
    "pants-plugins": "tools of the build",
    "sample": "examples",
    "samples": "examples",
    "script": "scripts",
    "scripts": "scripts",
    "testprojects": "data of tests",
    "tools": "scripts",
    "tutorial": "documentation",
    "tutorials": "documentation",
}
# Files that steer tools: a directory that has nothing else of its own only holds what matters.
_STEERING = frozenset({"__init__.py", "__init__.pyi", "conftest.py", "manage.py", "noxfile.py", "setup.py", "tasks.py"})
# Pants reads these in an address as something else, or the globs of `sources` do.
_UNADDRESSABLE = frozenset("\\:#@!?*[]{}=")


def firm(name: str) -> str:
    """Return what a directory of this name certainly holds instead of product code; empty if that is not certain."""
    return "hidden files" if name.startswith(".") else _FIRM.get(name.lower(), "")


def loose(name: str) -> str:
    """Return what a directory of this name holds unless the product imports it; empty for other names."""
    return _LOOSE.get(name.lower(), "")


@lru_cache(maxsize=1 << 16)
def is_test(path: str) -> bool:
    """Return whether a file is a test, or helps tests, by its name or that of a directory above it."""
    *folders, name = path.split("/")
    return matches(TEST_FILES, name) or any(firm(folder) == TESTS for folder in folders)


def is_steering(path: str) -> bool:
    """Return whether a file holds no code of the product."""
    return path.rpartition("/")[2] in _STEERING or is_test(path)


def is_init(path: str) -> bool:
    """Return whether a file is what a package imports first."""
    return path.rpartition("/")[2] in ("__init__.py", "__init__.pyi")


def is_private(relative: str) -> bool:
    """Return whether one of a path's names, except `__init__`, starts with an underscore."""
    return any(part.startswith("_") and not is_init(part) for part in relative.split("/"))


def addressable(path: str) -> bool:
    """Return whether a BUILD file can name a directory."""
    return not _UNADDRESSABLE & set(path)
