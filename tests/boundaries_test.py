"""`./pants validate`, `fix` and `modules` as a user has them."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from harness import PRODUCT_USES, Repository, product_uses

PLANTED = "modules/shipping/backend/service/planted.py"
PRIVATE = '"""Planted."""\n\nfrom modules.orders.backend.schemas.models import Order\n\n__all__ = ["Order"]\n'
FINDING = (
    f"{PLANTED}:3:51 private-import `modules.orders.backend.schemas.models` is internal to `modules/orders`.\n"
    "  modules/orders/backend/public/BUILD:1 declares what is public there.\n"
    "  Write: from modules.orders.backend.public import Order\n"
)
BASELINE = "pantstack-baseline.txt"
AUTHOR = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")


def test_validate_finds(repository: Repository) -> None:
    """A finding ends with exit code 1 and stands alone on standard output."""
    with repository.planted({PLANTED: PRIVATE}):
        ran = repository.pants("validate", PLANTED)

    footer = (
        "1 finding (private-import): see pants-plugins/pantstack/boundaries/checks/private_import.md for what it means.\n"
        "1 import in 1 file of 1 module checked.\n"
    )
    assert (ran.code, ran.out) == (1, FINDING + footer), ran.text


@pytest.mark.parametrize(
    ("files", "output"),
    [
        (
            {"modules/extra/BUILD": "pantstack_module(\n    description='x',\n"},
            "modules/extra/BUILD:2 This BUILD file cannot be read: ",
        ),
        (
            {"modules/extra/BUILD": "\npantstack_modul(description='x')\n", "modules/extra/x.py": ""},
            "modules/extra/BUILD:2 Name 'pantstack_modul' is not defined.",
        ),
        (
            {"modules/extra/BUILD": "pantstack_module(description='x', layer='nope')\n", "modules/extra/x.py": ""},
            "modules/extra/BUILD:1 Unknown layer `nope`.\n",
        ),
        ({BASELINE: "<<<<<<< HEAD\n"}, f"{BASELINE}:1 "),
        ({BASELINE: "# pantstack baseline, version 9\n"}, f"{BASELINE}:1 "),
    ],
    ids=["syntax", "typo", "layer", "conflict", "newer baseline"],
)
def test_rows_25_c5_d12_validate_refuses(repository: Repository, files: dict[str, str], output: str) -> None:
    """A mistake ends with exit code 2, its file and line, and what to do; no traceback."""
    with repository.planted(files):
        ran = repository.pants("validate", "::")
    displayed = ran.out + ran.err

    assert ran.code == 2, ran.text
    assert output in displayed, ran.text
    assert "Traceback" not in displayed


@pytest.mark.parametrize(
    ("args", "output"),
    [
        (
            ("--pantstack-lint-severities={'private-imports': 'off'}",),
            "--pantstack-lint-severities: `private-imports` in [pantstack-lint].severities: unknown code `private-imports`.",
        ),
        (("--pantstack-format=xml",), "--pantstack-format: Unknown format `xml`.\n"),
        (("--pantstack-lint-compare-with=nowhere",), "--pantstack-lint-compare-with: `nowhere` has no commit in"),
        (
            ("--pantstack-layers=['domain', 'domain']",),
            "--pantstack-layers: `domain` is listed twice in [pantstack].layers.",
        ),
    ],
    ids=["unknown code", "unknown format", "unknown branch", "layer twice"],
)
def test_wrong_configuration(repository: Repository, args: tuple[str, ...], output: str) -> None:
    """A setting that means nothing is a mistake, never a silent green."""
    ran = repository.pants("validate", *args, "modules/shipping::")

    assert ran.code == 2, ran.text
    assert output in ran.out + ran.err, ran.text


def test_documents_for_tools(repository: Repository) -> None:
    """JSON comes on standard output alone, SARIF goes to a file, and the exit codes stay."""
    with repository.planted({PLANTED: PRIVATE}):
        as_json = repository.pants("validate", "--pantstack-format=json", "modules/shipping::")
        as_sarif = repository.pants(
            "lint", "--only=pantstack", "--pantstack-format=sarif", "--pantstack-output=dist/x.sarif", PLANTED
        )
        sarif = json.loads(repository.read("dist/x.sarif"))
    document = json.loads(as_json.out)

    assert (as_json.code, as_sarif.code) == (1, 1)
    assert [(each["path"], each["line"], each["code"]) for each in document["findings"]] == [
        (PLANTED, 3, "private-import")
    ]
    assert [each["ruleId"] for each in sarif["runs"][0]["results"]] == ["private-import"]


def test_fix(repository: Repository) -> None:
    """A private import of a public name becomes one of the facade; one that stays is explained each time."""
    stays = f"{PLANTED}:1:36 left as it is: it binds a module, whose uses are elsewhere."
    with repository.planted({PLANTED: f"from modules.orders.backend import schemas\n{PRIVATE}"}):
        partly = repository.pants("fix", "--only=pantstack", "modules/shipping::").ok()
        once_more = repository.pants("fix", "--only=pantstack", "modules/shipping::").ok()
    with repository.planted({PLANTED: PRIVATE}):
        repository.pants("fix", "--only=pantstack", "modules/shipping::").ok()
        fixed = repository.read(PLANTED)
        again = repository.pants("validate", PLANTED)

    assert (partly.text.count(stays), once_more.text.count(stays)) == (1, 1)
    assert fixed == PRIVATE.replace("backend.schemas.models", "backend.public")
    assert again.code == 0, again.text


def test_a_baseline_against_the_merge_base(repository: Repository) -> None:
    """The summary says by how much the baseline has grown since the branch began."""
    header = "# pantstack baseline, version 1\n"
    entry = f'["private-import", "{PLANTED}", "modules.orders.backend.schemas.models:Order"]\n'
    with repository.planted({PLANTED: PRIVATE, BASELINE: header + entry}):
        ran = repository.pants("validate", "--pantstack-lint-compare-with=main", PLANTED)

    summary = (
        "1 import in 1 file of 1 module checked; baseline: 1 entry hides 1 finding here (+1/-0 since the merge base).\n"
    )
    assert (ran.code, ran.out) == (0, summary), ran.text


def test_a_baseline_may_not_grow(repository: Repository) -> None:
    """An entry that somebody adds is a finding; the one of a file whose target has another name is not."""
    text = f'# pantstack baseline, version 1\n["private-import", "{PLANTED}", "modules.orders.backend.schemas.models:Order"]\n'
    more = '["private-import", "modules/shipping/more.py", "modules.orders.backend.schemas.models:Order"]\n'
    with repository.planted({PLANTED: PRIVATE, BASELINE: text}):
        repository.run("git", "add", PLANTED, BASELINE).ok()
        repository.run("git", *AUTHOR, "commit", "-qm", "Begin").ok()
        same = repository.pants("validate", "--pantstack-lint-compare-with=HEAD", BASELINE)
        (repository.path / BASELINE).write_text(text + more, encoding="utf-8")
        (repository.path / "modules/shipping/more.py").write_text(PRIVATE, encoding="utf-8")
        grown = repository.pants("validate", "--pantstack-lint-compare-with=HEAD", BASELINE)
        (repository.path / "modules/shipping/more.py").unlink()
        repository.run("git", "reset", "-q", "HEAD~1").ok()

    assert same.code == 0, same.text
    assert (grown.code, grown.out) == (
        1,
        (
            f"{BASELINE}:3:1 grown-baseline `private-import` for `modules.orders.backend.schemas.models:Order` in"
            " `modules/shipping/more.py` is an entry more than at the merge base with `HEAD`.\n"
            "  A baseline tolerates what was there before, and only shrinks.\n"
            "  Fix what it hides and delete the line, or suppress it inline: # pantstack: ignore[code] reason\n"
            "1 finding (grown-baseline): see pants-plugins/pantstack/boundaries/checks/grown_baseline.md for what it means.\n"
            "0 imports in 0 files of 0 modules checked;"
            " baseline: 2 entries hide 0 findings here (+1/-0 since the merge base).\n"
        ),
    )


def test_a_tolerated_target_is_renamed(repository: Repository) -> None:
    """It is no finding of its own, and one command writes the new name."""
    files = {
        "modules/za/BUILD": 'pantstack_module(description="A", layer="domain")\n',
        "modules/za/service.py": "class Service: ...\n\n\nclass Other: ...\n",
        "modules/zb/BUILD": 'pantstack_module(description="B", layer="domain")\n',
        "modules/zb/bad.py": "from modules.za.service import Service\n\nprint(Service)\n",
    }
    validate = ("validate", "modules/zb::", BASELINE)
    with repository.planted({**files, BASELINE: "", "modules/za/core.py": ""}):
        (repository.path / BASELINE).unlink()
        (repository.path / "modules/za/core.py").unlink()
        repository.run("git", "add", *files).ok()
        repository.run("git", *AUTHOR, "commit", "-qm", "Begin").ok()
        begun = repository.pants("modules", "--baseline").ok()
        before = repository.read(BASELINE)
        repository.run("git", "mv", "modules/za/service.py", "modules/za/core.py").ok()
        (repository.path / "modules/zb/bad.py").write_text(files["modules/zb/bad.py"].replace("service", "core"))
        renamed = repository.pants(*validate)
        written = repository.pants("modules", "--baseline")
        after = repository.pants(*validate)
        (repository.path / "modules/za/service.py").touch()
        repository.run("git", "reset", "-q", "HEAD~1").ok()

    assert begun.out == f"{BASELINE}: 1 entry, 0 before.\nWrote {BASELINE}.\n", before
    assert (renamed.code, renamed.out.splitlines()[0]) == (
        1,
        (
            f"{BASELINE}:4:1 stale-baseline `private-import` for `modules.za.service:Service` is now found for"
            " `modules.za.core:Service` in `modules/zb/bad.py`."
        ),
    )
    assert (written.code, written.out) == (0, f"{BASELINE}: 1 entry, 1 before.\nWrote {BASELINE}.\n")
    assert after.code == 0, after.text


def test_modules(repository: Repository) -> None:
    """The table and the page show the modules of the repository."""
    table = repository.pants("modules").ok()
    repository.pants("modules", "--format=html", "--output=dist/modules.html").ok()

    assert re.search(r"^\d+ modules, \d+ uses, 0 findings; ", table.out.splitlines()[-1])
    assert product_uses(repository) == PRODUCT_USES
    assert repository.read("dist/modules.html").count("modules/orders") > 0


IMPORT = b"import modules.orders.backend.service.core\n"
HOSTILE = {
    "bom.py": (b"\xef\xbb\xbf" + IMPORT, {(1, "private-import")}),
    "latin.py": (b"# coding: latin-1\nx = '\xe4'; " + IMPORT, {(2, "private-import")}),
    "null.py": (b"x = 1\n\0\n", {(2, "unparsable-file")}),
    "utf16.py": (b"\xff\xfe", {(1, "unparsable-file")}),
    "long.py": (b"x = '" + b"a" * 50_000 + b"'; " + IMPORT, {(1, "private-import")}),
    "deep.py": (b"x = " + b"(" * 20_000 + b")" * 20_000 + b"\n" + IMPORT, {(2, "private-import")}),
    "syntax.py": (b"def (:\n" + IMPORT, {(1, "unparsable-file"), (2, "private-import")}),
    "newer.py": (b"lazy " + IMPORT + b"x = t'{1}'\ntype A[T = int] = list[T]\n", {(1, "private-import")}),
    "a name with spaces.py": (IMPORT, {(1, "private-import")}),
}


def test_hostile_files(repository: Repository) -> None:
    """Whatever a file holds and wherever links lead, each file has its findings and the run is complete."""
    folder = repository.path / "modules/shipping/backend/hostile"
    (folder / "folder.py").mkdir(parents=True)
    (folder / "again").symlink_to("..")
    (folder / "broken.py").symlink_to("nowhere")
    for name, (content, _) in HOSTILE.items():
        (folder / name).write_bytes(content)
    try:
        ran = repository.pants("validate", "::")
    finally:
        shutil.rmtree(folder)
    found = re.findall(r"^modules/shipping/backend/hostile/(.+?):(\d+):\d+ ([a-z-]+) ", ran.out, re.MULTILINE)

    assert ran.code == 1, ran.text
    assert {(name, int(line), code) for name, line, code in found} == {
        (name, *each) for name, (_, expected) in HOSTILE.items() for each in expected
    }
    assert "Traceback" not in ran.text
