"""Records of generated modules: what is written is read, and what is damaged or hostile is refused."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from pantstack.base.errors import UserError
from pantstack.scaffold.model import Answers, RenderedFile, Template, TemplateFile, UsedModule
from pantstack.scaffold.record import Deviation, Record, digest_of, made_of, moved
from pantstack.scaffold.updating import record_json

USED = UsedModule("modules/inventory", "inventory", "modules.inventory.backend.public", "InventoryClient")
GIVEN = Answers("orders", {"description": "Süß", "owner": ""}, "domain", 8001, (USED,))
LOCK = "3rdparty/python/lockfiles/orders_core.lock"
RENDERED = (RenderedFile(LOCK, "a lock\n"), RenderedFile("modules/orders/BUILD", "orders\n"))
MADE = made_of(Template("service", "A service", ("core",)), [TemplateFile("x", "y")], GIVEN, RENDERED)
RECORD = Record(
    MADE.kind,
    MADE.digest,
    MADE.answers,
    MADE.resolves,
    MADE.files,
    {
        "modules/orders/BUILD": Deviation(digest_of("mine")),
        "modules/orders/gone.py": Deviation(),
        "modules/orders/free.py": Deviation(reason="our own"),
    },
)
PATH = "modules/orders/template.lock"
WHOLE = json.loads(record_json.dump(RECORD))


def test_written_and_read() -> None:
    """A record survives; the text of a lockfile is not in it."""
    assert record_json.parse(PATH, record_json.dump(RECORD)) == RECORD
    assert (RECORD.files[LOCK].text, RECORD.files["modules/orders/BUILD"].text) == (None, "orders\n")


def _changed(**keys: object) -> str:
    return json.dumps({**WHOLE, **keys})


def _answers(**keys: object) -> str:
    return _changed(answers={**WHOLE["answers"], **keys})


def _packed(content: bytes) -> dict[str, str]:
    return {"sha256": "0" * 64, "base": base64.b64encode(zlib.compress(content)).decode()}


BUILD = "modules/orders/BUILD"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value in line 1"),
        (f"<<<<<<< a\n{_changed()}", "Expecting value in line 1"),
        ("[]", "something is missing, or of another kind"),
        ("{}", "something is missing, or of another kind"),
        (_changed(version=2), "its version is not 1"),
        (_changed(kind="../x"), "`kind` has a wrong value"),
        (_changed(template="x"), "`template` has a wrong value"),
        (_changed(resolves=["a b"]), "`resolves` has a wrong value"),
        (_changed(files={"../x": _packed(b"")}), "`../x` is neither in modules/orders/ nor in 3rdparty/python/"),
        (_changed(files={"/etc/x": _packed(b"")}), "`/etc/x` is neither in modules/orders/ nor in 3rdparty/python/"),
        (
            _changed(files={"modules/orders/../../x": _packed(b"")}),
            "`modules/orders/../../x` is neither in modules/orders/ nor in 3rdparty/python/",
        ),
        (_changed(deviations={"modules/x": {}}), "`modules/x` is neither in modules/orders/ nor in 3rdparty/python/"),
        (_changed(files={BUILD: _packed(b"other")}), f"the text of `{BUILD}` is damaged"),
        (_changed(files={BUILD: _packed(b"\0" * 5_000_000)}), f"the text of `{BUILD}` is damaged"),
        (_changed(files={BUILD: {"sha256": "0" * 64, "base": "!"}}), f"the text of `{BUILD}` is damaged"),
        (_changed(files={BUILD: {"sha256": "x"}}), "`sha256` has a wrong value"),
        (_changed(deviations={BUILD: {"reason": "a\nb"}}), "`reason` is not a line of text"),
        (_answers(name="../orders"), "`answers.name` is no name for a module"),
        (_answers(root="/modules"), "`root` has a wrong value"),
        (_answers(port=70000), "`answers.port` is no port"),
        (_answers(layer=None), "`layer` is not a line of text"),
        (_answers(texts={"owner": "a\nb"}), "`owner` is not a line of text"),
        (_answers(uses=[{"path": "modules/x", "word": "import os; x"}]), "`uses` has a wrong value"),
    ],
)
def test_damaged_records(text: str, reason: str) -> None:
    """They are named, with what is wrong, and what to do."""
    with pytest.raises(UserError) as caught:
        record_json.parse(PATH, text)

    assert str(caught.value) == (
        f"{PATH}:1 This file cannot be read: {reason}.\n"
        "  Restore it from git, or make a new one: ./pants update-module MODULE --accept --kind=KIND"
    )


def test_a_module_that_was_moved_by_hand() -> None:
    """It is recognized by its record."""
    with pytest.raises(UserError) as caught:
        record_json.parse("modules/purchases/template.lock", record_json.dump(RECORD))

    assert str(caught.value) == (
        "modules/purchases/template.lock:1 This is the template.lock of `modules/orders`: the module was moved by hand.\n"
        "  Move it back and use ./pants rename-module, or make a new one: --accept --kind=KIND"
    )


def test_a_module_that_is_renamed() -> None:
    """Paths and texts of the record are those of the new name, and what deviates does so still."""
    given = Answers("purchases", GIVEN.texts, GIVEN.layer, GIVEN.port, GIVEN.uses)

    def rewrite(path: str, text: str) -> tuple[str, str]:
        return path.replace("orders", "purchases"), text.replace("orders", "purchases")

    renamed = moved(RECORD, given, rewrite, {"modules/purchases/BUILD": "mine, too"})

    assert renamed.path == "modules/purchases/template.lock"
    assert {path: file.text for path, file in renamed.files.items()} == {
        LOCK.replace("orders", "purchases"): None,
        "modules/purchases/BUILD": "purchases\n",
    }
    assert renamed.deviations == {
        "modules/purchases/BUILD": Deviation(digest_of("mine, too")),
        "modules/purchases/gone.py": Deviation(),
        "modules/purchases/free.py": Deviation(reason="our own"),
    }
    assert record_json.parse(renamed.path, record_json.dump(renamed)) == renamed
