"""A check, a template, an artifact kind and a platform are each added where docs/architecture.md says, and used."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from harness import Repository, report

CHECKS = "pants-plugins/pantstack/boundaries/checks"
TEMPLATES = "pants-plugins/pantstack/scaffold/templates"
KINDS = "pants-plugins/pantstack/deploy/artifact_kinds"
TRAITS = "pants-plugins/pantstack/deploy/platforms"
COMPONENTS = "stack/infra/platforms"


def replaced(repository: Repository, path: str, *edits: tuple[str, str]) -> str:
    """The text of a file with edits, each of a text that is there once."""
    text = repository.read(path)
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


CHECK = '''"""A file imports everything that another module offers."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "star-import"
SEVERITY = "warning"


def check(project: Project) -> Iterator[Finding]:
    """Report stars."""
    for path, scan in project.scans.items():
        for site in scan.imports:
            if site.name == "*":
                message = f"`{site.module}` is imported with a star."
                yield Finding(path, site.position, CODE, message, "Names then come from nowhere.", "Import the names.")
'''


def test_a_check(repository: Repository) -> None:
    """A check is its file, its page, and its name in the list of checks."""
    files = {
        f"{CHECKS}/star_import.py": CHECK,
        f"{CHECKS}/star_import.md": "# star-import\n",
        f"{CHECKS}/__init__.py": replaced(
            repository,
            f"{CHECKS}/__init__.py",
            (
                "from pantstack.boundaries.checks import (\n",
                "from pantstack.boundaries.checks import (\n    star_import,\n",
            ),
            ("_MODULES: Final = (\n", "_MODULES: Final = (\n    star_import,\n"),
        ),
    }
    with repository.planted_in_backend(files):
        touched = repository.changes()
        with repository.planted({"modules/shipping/star.py": "from modules.orders.backend.public import *\n"}):
            ran = repository.pants("lint", "--only=pantstack", "modules/shipping/star.py").ok()

    assert touched == [f" M {CHECKS}/__init__.py", f"?? {CHECKS}/star_import.md", f"?? {CHECKS}/star_import.py"]
    assert report(ran) == (
        "modules/shipping/star.py:1:43 star-import (warning) `modules.orders.backend.public` is imported with a star.\n"
        "  Names then come from nowhere.\n"
        "  Import the names.\n"
        f"1 finding (star-import): see {CHECKS}/star_import.md for what it means.\n"
    )


def test_a_template(repository: Repository) -> None:
    """A template is one folder: its questions, resolves and files."""
    files = {
        f"{TEMPLATES}/topic/template.toml": (
            'description = "A library"\nresolves = []\n[questions]\ndescription = "Shares {words}"\ntopic = "all"\n'
        ),
        f"{TEMPLATES}/topic/page.md": "# topic\n",
        f"{TEMPLATES}/topic/files/__module__/__BUILD__.j2": (
            "pantstack_module(description={{ description | python_string }}, public=['*.py'])\n"
        ),
        f"{TEMPLATES}/topic/files/__module__/topic.py.j2": 'TOPIC = "{{ topic }}"\n',
    }
    with repository.planted_in_backend(files):
        touched = repository.changes()
        made = repository.pants("new-module", "--kind=topic", "--name=shared_ids", "--answers={'topic': 'ids'}")
        written = [repository.read(f"modules/shared_ids/{name}") for name in ("BUILD", "topic.py")]
        linted = repository.pants("lint", "modules/shared_ids::")
        repository.run("git", "clean", "-fdq", "modules/shared_ids").ok()

    assert touched == [f"?? {path}" for path in sorted(files)]
    assert (made.ok().out, written) == (
        "Created the module shared_ids:\n  modules/\n    shared_ids/\n      BUILD\n      template.lock\n      topic.py\n",
        ["pantstack_module(description=\"Shares shared ids\", public=['*.py'])\n", 'TOPIC = "ids"\n'],
    )
    assert "✓ pantstack succeeded." in linted.ok().err


BACKEND = '''"""What Pants packages as a zip file."""

from __future__ import annotations

from typing import Final

from pantstack.deploy.artifact_kinds.backends import ArtifactBackend

BACKEND: Final = ArtifactBackend("zip", frozenset({"archive"}), ".zip")
'''
RUNTIME = '''"""A folder of pages, served by Python."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any, Final, Mapping

from pantstack.deploy.artifact_kinds.runtimes import ArtifactRuntime, LocalService, Started
from pantstack_runtime import process
from pantstack_runtime.marks import Mark
from pantstack_runtime.process_identity import ProcessIdentity


class ZipRuntime(ArtifactRuntime):
    """A zip file: unpacked beside itself, and served."""

    def inputs(self, service: LocalService) -> dict[str, Any]:
        """Say where the file is."""
        return {"zip": service.path}

    def start(self, inputs: Mapping[str, Any], timeout: float) -> Started:
        """Serve the pages."""
        folder = Path(inputs["zip"]).parent / "pages"
        with zipfile.ZipFile(inputs["zip"]) as pages:
            pages.extractall(folder)
        port, log = int(inputs["port"]), Path(inputs["log"])
        argv = (sys.executable, "-m", "http.server", str(port), "--bind=127.0.0.1", f"--directory={folder}")
        service = process.Service(inputs["name"], argv, port, log, inputs["env"], Mark(**inputs["mark"]))
        identity = service.start(timeout)
        outputs = {"pid": identity.pid, "started": identity.started, "url": service.url}
        return Started(f"{service.name}-{identity.pid}", outputs)

    def is_running(self, outputs: Mapping[str, Any]) -> bool:
        """Say whether the server lives."""
        return _identity(outputs).is_alive()

    def stop(self, outputs: Mapping[str, Any]) -> None:
        """End the server."""
        process.end(outputs["name"], _identity(outputs), int(outputs["port"]))


def _identity(outputs: Mapping[str, Any]) -> ProcessIdentity:
    return ProcessIdentity(int(outputs["pid"]), str(outputs["started"]))


RUNTIME: Final = ZipRuntime()
'''
SITE = {
    "modules/site/BUILD": (
        'pantstack_module(description="Pages", deployables=[":zip"], infrastructure="infrastructure")\n\n'
        'files(name="pages", sources=["pages/*"])\n\n'
        'relocated_files(name="root", files_targets=[":pages"], src="modules/site/pages", dest="")\n\n'
        'archive(name="zip", format="zip", files=[":root"])\n'
    ),
    "modules/site/pages/health": "well\n",
    "modules/site/pages/index.html": "<h1>Hello</h1>\n",
    "modules/site/infrastructure/BUILD": 'python_sources(resolve="infra")\n',
    "modules/site/infrastructure/Pulumi.yaml": "name: site\nruntime: python\n",
    "modules/site/infrastructure/__main__.py": (
        "import pulumi\n\nfrom stack.infra.service import HttpService\n\n"
        'pulumi.export("url", HttpService("site", deployable="zip").url)\n'
    ),
}


def test_an_artifact_kind(repository: Repository) -> None:
    """An artifact kind is one folder and one line: what it claims is packaged, kept, started, found and ended."""
    files = {
        f"{KINDS}/zip/__init__.py": '"""Zip files of pages."""\n',
        f"{KINDS}/zip/backend.py": BACKEND,
        f"{KINDS}/zip/page.md": "# zip\n",
        f"{KINDS}/zip/runtime.py": RUNTIME,
        f"{KINDS}/__init__.py": replaced(repository, f"{KINDS}/__init__.py", ('"docker")', '"docker", "zip")')),
    }
    with repository.planted_in_backend(files):
        touched = repository.changes()
        with repository.planted(SITE):
            up = repository.pants("deploy", "modules/site", "--env=local").ok()
            url = up.out.splitlines()[-1].split()[-1]
            with urllib.request.urlopen(f"{url}/index.html", timeout=5) as response:
                page = response.read().decode()
            again = repository.pants("deploy", "modules/site", "--env=local").ok()
            status = repository.pants("deploy", "modules/site", "--env=local", "--status").ok()
            repository.pants("deploy", "modules/site", "--env=local", "--destroy").ok()

    assert touched == [f" M {KINDS}/__init__.py", *(f"?? {path}" for path in sorted(files) if "/zip/" in path)]
    assert page == "<h1>Hello</h1>\n"
    assert again.out.splitlines()[-2:] == ["site  no change", f"site  up  {url}"]
    assert status.out.splitlines()[1].split()[:3] == ["site", "local", "up"], status.text


PRINTER = '''"""A platform that prints what it would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from stack.infra.contract.platform import Inbox

if TYPE_CHECKING:
    from stack.infra.contract.platform import WorkloadSpec


def http_service(spec: WorkloadSpec) -> pulumi.Output[str]:
    """Print a service."""
    pulumi.export("printed", f"service {spec.name} of {spec.settings.artifact(spec.deployable).kind}")
    return pulumi.Output.from_input("printed")


def worker(spec: WorkloadSpec, visibility: int) -> Inbox:
    """Print a worker."""
    pulumi.export("printed", f"worker {spec.name} {visibility}")
    return Inbox(pulumi.Output.from_input(""), ())


def schedule(spec: WorkloadSpec, expression: str, zone: str) -> None:
    """Print a schedule."""
    pulumi.export("printed", f"schedule {spec.name} {expression} {zone}")
'''


def test_a_platform(repository: Repository, tmp_path: Path) -> None:
    """A platform is a folder and a line on each side: environments name it, and its components run the workloads."""
    files = {
        f"{TRAITS}/printer/__init__.py": '"""A platform that prints."""\n',
        f"{TRAITS}/printer/traits.py": (
            '"""What printing is like."""\n\nfrom pantstack.deploy.platforms.model import Traits\n\nTRAITS = Traits()\n'
        ),
        f"{TRAITS}/__init__.py": replaced(repository, f"{TRAITS}/__init__.py", ('"aws")\n', '"aws", "printer")\n')),
        f"{COMPONENTS}/printer/__init__.py": PRINTER,
        f"{COMPONENTS}/__init__.py": replaced(
            repository,
            f"{COMPONENTS}/__init__.py",
            ("import aws, local\n", "import aws, local, printer\n"),
            ('    "local": local,\n', '    "local": local,\n    "printer": printer,\n'),
        ),
    }
    environment = f'deploy_environment(name="paper", platform="printer", backend_url="file://{tmp_path}")\n'
    passphrase = {"PULUMI_CONFIG_PASSPHRASE": "only of this test"}
    with repository.planted_in_backend(files):
        touched = repository.changes()
        with repository.planted({"BUILD": f"{repository.read('BUILD')}\n{environment}"}):
            up = repository.pants("deploy", "modules/orders", "--env=paper", env=passphrase).ok()
            printed = "".join(path.read_text() for path in tmp_path.rglob("paper.json") if "/stacks/" in str(path))
            repository.pants("deploy", "modules/orders", "--env=paper", "--destroy", env=passphrase).ok()

    assert touched == [
        f" M {TRAITS}/__init__.py",
        f" M {COMPONENTS}/__init__.py",
        f"?? {TRAITS}/printer/__init__.py",
        f"?? {TRAITS}/printer/traits.py",
        f"?? {COMPONENTS}/printer/__init__.py",
    ]
    assert up.out.splitlines()[-1] == "orders  up  printed", up.text
    assert '"printed":"service orders of pex"' in printed
