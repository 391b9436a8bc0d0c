"""The table of what reads a string as an import: functions of Python, of test tools and of frameworks, and settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, Optional

from pantstack.boundaries.scanner.attribute_chains import MONKEYPATCH

# "module": a dotted name. "spec": a relative one with a package, too. "import": as that, and it returns the module.
# "builtin": `__import__`. "object": a name after a colon. "anchor": or a module object. "patch": an object, or its
# dotted name. What follows may be something else than a string: "text": dotted, with a name after a colon or without;
# in lists and dictionaries, too. "first": as that, the first of several. "file": a path from the repository's root.
# "app": the label of an app of Django, with a model after it or without. "tree": a dictionary in which some keys have
# such strings. "item": a key of a dictionary of modules. "attribute": what is assigned to it.
ReaderKind = Literal[
    "module",
    "spec",
    "import",
    "builtin",
    "object",
    "anchor",
    "patch",
    "text",
    "first",
    "file",
    "app",
    "tree",
    "item",
    "attribute",
]
_RESOURCES = "files path open_text open_binary read_text read_binary contents is_resource"
_PACKAGED = "string stream filename exists listdir isdir"
_SCHEDULERS = "asyncio.AsyncIO background.Background blocking.Blocking gevent.Gevent tornado.Tornado"
# The parameters are those that a function reads: `_` is one that it does not, after `*` they are given by name only.
# What `NAME()` returns has the methods after it.
FUNCTIONS: Mapping[ReaderKind, tuple[str, ...]] = {
    "builtin": ("__import__(name)", "builtins.__import__(name)", "importlib.__import__(name)"),
    "import": ("importlib.import_module(name)", "lazy_loader.load(fullname)", "pytest.importorskip(modname)"),
    "spec": ("importlib.util.find_spec(name)",),
    "module": ("pkgutil.get_data(package)", "runpy.run_module(mod_name)"),
    "object": ("pkgutil.resolve_name(name)",),
    "anchor": (
        *(f"importlib.resources.{name}(package, *, anchor)" for name in _RESOURCES.split()),
        *(f"importlib_resources.{name}(package, *, anchor)" for name in _RESOURCES.split()),
        *(f"pkg_resources.resource_{name}(package_or_requirement)" for name in _PACKAGED.split()),
    ),
    "patch": (
        *("monkeypatch.delattr(target)", "monkeypatch.setattr(target)"),
        *("mock.patch(target)", "mock.patch.dict(in_dict)", "mock.patch.multiple(target)"),
        *("mocker.patch(target)", "mocker.patch.dict(in_dict)", "mocker.patch.multiple(target)"),
        "unittest.mock.patch(target)",
        "unittest.mock.patch.dict(in_dict)",
        "unittest.mock.patch.multiple(target)",
    ),
    "item": ("sys.modules(key)", "sys.modules.get(key)", "sys.modules.pop(key)", "sys.modules.setdefault(key)"),
    "text": (
        *("importlib.metadata.EntryPoint(_, value)", "importlib_metadata.EntryPoint(_, value)"),
        *("pydoc.locate(path)", "pydoc.safeimport(path)", "pydoc.resolve(thing)"),
        "setuptools.setup(*, entry_points)",
        *("unittest.TestLoader().loadTestsFromName(name)", "unittest.TestLoader().loadTestsFromNames(names)"),
        *("unittest.defaultTestLoader.loadTestsFromName(name)", "unittest.defaultTestLoader.loadTestsFromNames(names)"),
        *("uvicorn.run(app)", "uvicorn.Config(app)", "granian.Granian(target)", "granian.server.Granian(target)"),
        *("celery.Celery(*, include, config_source)", "celery.Celery().autodiscover_tasks(packages)"),
        "celery.Celery().config_from_object(obj)",
        *("celery.Celery().conf.update(*, include, imports)", "kombu.utils.imports.symbol_by_name(name)"),
        "django.utils.module_loading.import_string(dotted_path)",
        *("rq.Queue().enqueue(f)", "rq.Queue().enqueue_call(func)", "rq.Queue().enqueue_at(_, f)"),
        *("rq.Queue().enqueue_in(_, f)", "rq.Queue().create_job(func)", "rq.Queue.prepare_data(func)"),
        *("rq.job.Job.create(func)", "django_rq.enqueue(func)", "django_rq.get_queue().enqueue(f)"),
        *("hydra.utils.get_class(path)", "hydra.utils.get_method(path)", "hydra.utils.get_object(path)"),
        *("flask.Flask().config.from_object(obj)", "werkzeug.utils.import_string(import_name)"),
        *(f"apscheduler.schedulers.{name}Scheduler().add_job(func)" for name in _SCHEDULERS.split()),
        *("airflow.utils.module_loading.import_string(dotted_path)", "zope.dottedname.resolve.resolve(name)"),
        *("twisted.python.reflect.namedAny(name)", "stevedore.driver.DriverManager(namespace)"),
    ),
    "attribute": (*("celery.Celery().conf.imports(value)", "celery.Celery().conf.include(value)"),),
    "first": ("django.urls.include(arg)", "django.conf.urls.include(arg)"),
    "file": (
        *("importlib.util.spec_from_file_location(_, location)", "importlib.machinery.SourceFileLoader(_, path)"),
        "runpy.run_path(path_name)",
    ),
    "app": ("django.apps.apps.get_model(app_label)", "django.apps.apps.get_registered_model(app_label)"),
    "tree": ("logging.config.dictConfig(config)", "logging.config.DictConfigurator(config)"),
}
# Read where a module or class assigns them, where they are keys of a dictionary, and where they are keywords.
NAMES: Mapping[ReaderKind, tuple[str, ...]] = {
    "text": (
        *("INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "WSGI_APPLICATION", "ASGI_APPLICATION"),
        *("AUTHENTICATION_BACKENDS", "DATABASE_ROUTERS", "DJANGO_SETTINGS_MODULE", "CELERY_IMPORTS", "CELERY_INCLUDE"),
        *("CSRF_FAILURE_VIEW", "EMAIL_BACKEND", "MIGRATION_MODULES", "PASSWORD_HASHERS", "SESSION_ENGINE"),
        *("STATICFILES_FINDERS", "TEST_RUNNER", "wsgi_app"),
        *("handler400", "handler403", "handler404", "handler500", "_target_"),
    ),
    "tree": ("CACHES", "CHANNEL_LAYERS", "LOGGING", "REST_FRAMEWORK", "STORAGES", "TEMPLATES"),
}
# The keys of dictionaries that name an import.
TREE_KEYS = re.compile(
    r"\(\)|class|[A-Z_]*(?:BACKEND|ENGINE|HANDLER|_CLASS|_CLASSES)|builtins|context_processors|environment|extensions|libraries|loaders"
)
# What it tells logging to import.
EXTERNAL = "ext://"
_STRICT = frozenset({"module", "spec", "import", "builtin", "object", "anchor"})
_NAME = r"[^\W\d]\w*"
_FUNCTION = re.compile(rf"({_NAME}(?:(?:\(\))?\.{_NAME})*)\(([\w*, ]*)\)")
_MAKES = "()"
_NOT_READ = "_"
# What a repository adds is read as.
_OWN: ReaderKind = "text"


class Reader(NamedTuple):
    """What a function reads as an import.

    Attributes:
        positional: the names of its parameters, `_` for those that it does not read.
        keywords: the names of those that it reads.
    """

    kind: ReaderKind
    positional: tuple[str, ...] = ()
    keywords: frozenset[str] = frozenset()

    @property
    def strict(self) -> bool:
        """Whether what it is given is an import, whatever it is."""
        return self.kind in _STRICT


class Readers:
    """The functions and names that are known.

    Attributes:
        functions: by dotted name.
        makers: the dotted names of what returns an object with methods of interest.
        names: of settings, with their kinds.
        words: those names as they stand in a text.
        own: what a repository adds.
    """

    def __init__(self, own: tuple[str, ...] = ()) -> None:
        """Build the table.

        Args:
            own: what a repository adds, as `parse` reads it.
        """
        self.functions: dict[str, Reader] = {}
        self.names: dict[str, ReaderKind] = {name: kind for kind, names in NAMES.items() for name in names}
        for kind, texts in (*FUNCTIONS.items(), (_OWN, own)):
            for name, reader in filter(None, (parse(text, kind) for text in texts)):
                if reader is None:
                    self.names[name] = kind
                else:
                    self.functions[name] = reader
        reached = [*self.functions, MONKEYPATCH]
        self.words = {name.encode(): name for name in self.names}
        self.makers = frozenset(name[:at] for name in reached for at in range(len(name)) if name.startswith(_MAKES, at))
        self._words: dict[str, set[bytes]] = {}
        self._needed: dict[str, list[tuple[bytes, ...]]] = {}
        for name in reached:
            parts = name.replace(_MAKES, "").split(".")
            words = tuple(part.encode() for part in parts)
            for length in range(1, len(parts) + 1):
                dotted = ".".join(parts[:length])
                self._words.setdefault(dotted, set()).add(words[-1])
                self._needed.setdefault(dotted, []).append(words[length:])
        self.own = own

    def may_lead(self, dotted: str, data: bytes) -> bool:
        """Return whether a function that is known, or a package that has one, may be called in a text."""
        return any(word in data for word in self._words.get(dotted, ()))

    def needed(self, dotted: str) -> Sequence[tuple[bytes, ...]]:
        """Return the attributes by which a dotted name leads to each function that is known."""
        return self._needed.get(dotted, ())

    def star_imported(self, module: str) -> frozenset[str]:
        """Return the names that lead to one of them and that a star import brings from a module."""
        begins = f"{module}."
        tails = (name[len(begins) :].partition(".")[0] for name in self._words if name.startswith(begins))
        return frozenset(tail for tail in tails if not tail.startswith("_"))

    def tail(self, dotted: str) -> str:
        """Return the longest end of a dotted name that leads to a function; empty where none does."""
        parts = dotted.split(".")
        tails = (".".join(parts[start:]) for start in range(len(parts)))
        return next((tail for tail in tails if tail.replace(_MAKES, "") in self._words), "")


class FileReaders(NamedTuple):
    """The table, from where one file sees it."""

    path: str
    table: Readers

    def canonical(self, level: int, dotted: str) -> str:
        """Return the name in the table of what the file imports; empty where it cannot be there.

        A relative name is one of the repository's own: of its absolute name the source root is not known.
        """
        if not level:
            return dotted
        folders = self.path.split("/")[:-1]
        if not self.table.own or level - 1 > len(folders):
            return ""
        return self.table.tail(".".join((*folders[: len(folders) - level + 1], dotted)))


@lru_cache(maxsize=8)
def readers(own: tuple[str, ...] = ()) -> Readers:
    """Return the table with what a repository adds."""
    return Readers(own)


def parse(text: str, kind: ReaderKind = _OWN) -> Optional[tuple[str, Optional[Reader]]]:
    """Read an entry: a function with the parameters that it reads, such as `rq.Queue().enqueue_at(_, f)`, or a name.

    Returns:
        The name, with what a function of that name reads; None where the entry cannot be read.
    """
    if text.isidentifier():
        return text, None
    found = _FUNCTION.fullmatch(text)
    if found is None:
        return None
    parameters = [each.strip() for each in found[2].split(",")]
    star = parameters.index("*") if "*" in parameters else len(parameters)
    by_place, by_name = tuple(parameters[:star]), parameters[star + 1 :]
    read = frozenset(each for each in (*by_place, *by_name) if each != _NOT_READ)
    fits = bool(read) and star != len(parameters) - 1 and all(map(str.isidentifier, (*by_place, *by_name)))
    return (found[1], Reader(kind, by_place, read)) if fits else None


def patches(name: str) -> bool:
    """Return whether a function of that name puts something else in the place that a string names."""
    reader = readers().functions.get(name)
    return reader is not None and reader.kind == "patch"
