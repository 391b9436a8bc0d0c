"""A module's configuration, layer over layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.config import configuration, parsing
from pantstack_runner.contract.testing import make_module
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import UpRequest

SHARED, OWN = "stack/config", "modules/orders/infrastructure"


def _write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def test_layers(context: Context, up: UpRequest, tmp_path: Path) -> None:
    """The environment wins over the repository, the module over both, and other environments have no say."""
    _write(tmp_path, f"{SHARED}/Pulumi.yaml", "config:\n  a:one: 1\n  a:two: 1\n  a:three: 1\n  a:four: 1\n")
    _write(tmp_path, f"{SHARED}/Pulumi.test.yaml", "config:\n  a:two: 2\n  a:three: 2\n  a:four: 2\n")
    _write(
        tmp_path,
        f"{OWN}/Pulumi.yaml",
        "name: orders\nruntime: python\nconfig:\n  a:three: {type: integer, default: 3}\n  a:four: 3\n  own: [1]\n",
    )
    _write(tmp_path, f"{OWN}/Pulumi.test.yaml", "config:\n  a:four: 4\n  secret: {secure: v1:x}\n")
    _write(tmp_path, f"{OWN}/Pulumi.prod.yaml", "config:\n  a:four: 5\n")

    assert configuration.module_configuration(context, up.module("orders")) == {
        "a:one": 1,
        "a:two": 2,
        "a:three": 3,
        "a:four": 4,
        "orders:own": [1],
        "orders:secret": {"secure": "v1:x"},
    }
    assert configuration.module_configuration(context, up.module("shipping")) == {
        "a:one": 1,
        "a:two": 2,
        "a:three": 2,
        "a:four": 2,
    }


def test_a_date(context: Context, up: UpRequest, tmp_path: Path) -> None:
    """A date is the text that stands there, also one that no calendar has."""
    _write(
        tmp_path,
        f"{OWN}/Pulumi.test.yaml",
        "config:\n  since: 2026-01-02\n  until: 2026-13-45\n  at: 2026-01-02T99:00:00Z\n",
    )

    assert configuration.module_configuration(context, up.module("orders")) == {
        "orders:since": "2026-01-02",
        "orders:until": "2026-13-45",
        "orders:at": "2026-01-02T99:00:00Z",
    }


def test_whole(context: Context, up: UpRequest, tmp_path: Path) -> None:
    """The deploy's own settings are added to what the files say."""
    configured = configuration.program_configuration(context, up.module("shipping"), ("orders",))

    assert configured == {
        "pantstack:environment": "test",
        "pantstack:platform": "local",
        "pantstack:home": f"{tmp_path}/.pantstack",
        "pantstack:cache": str(paths.cache_folder()),
        "pantstack:artifacts": "[]",
        "pantstack:dependencies": '["orders"]',
    }


def test_restored(context: Context, up: UpRequest) -> None:
    """What a rollback brings back is not looked for in files."""
    module = up.module("orders").model_copy(update={"configuration": {"a:b": 1}})

    assert configuration.module_configuration(context, module) == {"a:b": 1}


def test_fingerprint() -> None:
    """The order of keys does not matter, a value does."""
    one = configuration.fingerprint_of({"a": 1, "b": 2})

    assert one == configuration.fingerprint_of({"b": 2, "a": 1})
    assert one != configuration.fingerprint_of({"a": 1, "b": "2"})


def test_from_the_environment(context: Context, up: UpRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference of any layer is followed at once, and its value stands in nothing that is kept."""
    _write(tmp_path, f"{SHARED}/Pulumi.yaml", "config:\n  orders:token: {fromEnv: NOT_SET}\n  orders:a: {fromEnv: A}\n")
    _write(tmp_path, f"{OWN}/Pulumi.yaml", "name: orders\nconfig:\n  token:\n    default: {fromEnv: ORDERS_TOKEN}\n")
    monkeypatch.setenv("A", "s3cr3t of a")
    orders = up.module("orders")
    with pytest.raises(UserError) as caught:
        configuration.check_modules(context, (orders,))
    known = configuration.known_secrets(context, orders)
    monkeypatch.setenv("ORDERS_TOKEN", "s3cr3t of orders")
    configuration.check_modules(context, (orders,))

    assert str(caught.value) == (
        f'{OWN}/Pulumi.yaml:3: the environment variable ORDERS_TOKEN, which "orders:token" comes from, is not set.\n'
        "Set ORDERS_TOKEN, and run again."
    )
    assert sorted(filter(None, known)) == ["s3cr3t of a"]
    assert configuration.secret_values(context, orders) == {
        "orders:token": "s3cr3t of orders",
        "orders:a": "s3cr3t of a",
    }
    assert configuration.module_configuration(context, orders) == {
        "orders:token": {"fromEnv": "ORDERS_TOKEN"},
        "orders:a": {"fromEnv": "A"},
    }
    fingerprints = configuration.secret_fingerprints(context, orders)
    assert fingerprints == configuration.secret_fingerprints(context, orders)
    paths.passphrase_file(context).write_text("of another machine", encoding="utf-8")
    assert set(fingerprints.values()) & set(configuration.secret_fingerprints(context, orders).values()) == set()


def test_a_reference_of_a_record(context: Context, up: UpRequest) -> None:
    """What a rollback brings back is taken from the environment again."""
    recorded = {"configuration": {"orders:token": {"fromEnv": "NOT_SET"}}, "restores": "20260102T030405.000000Z"}
    module = up.module("orders").model_copy(update=recorded)

    with pytest.raises(UserError) as caught:
        configuration.check_modules(context, (module,))

    assert str(caught.value) == (
        "configuration of record 20260102T030405.000000Z: the environment variable NOT_SET, which"
        ' "orders:token" comes from, is not set.\nSet NOT_SET, and run again.'
    )


FIX = "Fix it; the keys of a configuration are below `config`."


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (
            f"{OWN}/Pulumi.test.yaml",
            "config:\n  a:b: 1\n  pantstack:home: /x\n",
            f"3: config.pantstack:home: pantstack:home is set by the deploy itself.\n{FIX}",
        ),
        (
            f"{OWN}/Pulumi.test.yaml",
            "# a comment\nconfg:\n  a:b: 1\n",
            f"2: confg: Extra inputs are not permitted.\n{FIX}",
        ),
        (f"{OWN}/Pulumi.test.yaml", "config:\n- a\n", f"1: config: Input should be a valid dictionary.\n{FIX}"),
        (f"{OWN}/Pulumi.test.yaml", "- a\n", "1: is not a mapping.\nWrite `config:`, and the keys below it."),
        (
            f"{OWN}/Pulumi.yaml",
            "name: orders\nconfig:\n  a b: 1\n",
            (
                "3: config.a b: String should match pattern"
                r" '^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$'."
                f"\n{FIX}"
            ),
        ),
        (
            f"{OWN}/Pulumi.test.yaml",
            "config:\n  a:b: [\n",
            "3: is not YAML: expected the node content, but found '<stream end>'.\nFix it, or remove it.",
        ),
        (
            f"{OWN}/Pulumi.test.yaml",
            f"config:\n  a:b: 1\n  a:c: {'1' * 5000}\n",
            "3: is not YAML: a value that cannot be read without quotes.\nFix it, or remove it.",
        ),
        (
            f"{OWN}/Pulumi.test.yaml",
            "config:\n  a:b: {c: [.nan]}\n",
            '2: "a:b" is a number that JSON does not have.\nWrite it in quotes, as text.',
        ),
        (
            f"{OWN}/Pulumi.test.yaml",
            "config:\n  a:b: 1\n  a:c:\n  - 1\n  - [{1: 2}]\n",
            f"3: config.a:c.list.1.list.0.dict.1: Input should be a valid string.\n{FIX}",
        ),
        (
            f"{OWN}/Pulumi.test.yaml",
            "config:\n  a:b:\n    c:\n    - {d: [1, !!binary aGk=]}\n",
            f"2: config.a:b.dict.c.list.0.dict.d.list.1: input was not a valid JSON value.\n{FIX}",
        ),
        (
            f"{SHARED}/Pulumi.yaml",
            "config:\n  a:b: 1\n  b: 1\n",
            (
                '3: "b" has no namespace, so no module would know it as its own.\n'
                "Write NAMESPACE:b, for instance aws:region."
            ),
        ),
        (
            f"{SHARED}/Pulumi.test.yaml",
            "config:\n  a:b: {secure: v1:x}\n",
            (
                '2: "a:b" is a secret, which only the stack that encrypted it can read.\n'
                "Keep it in `Pulumi.NAME.yaml` beside the module's program."
            ),
        ),
    ],
)
def test_mistakes(context: Context, tmp_path: Path, path: str, text: str, message: str) -> None:
    """A mistake is reported by file and line, before anything happens."""
    _write(tmp_path, path, text)

    with pytest.raises(UserError) as caught:
        configuration.check_modules(context, (make_module("orders"),))

    assert str(caught.value) == f"{path}:{message}"


@pytest.mark.parametrize("value", ["{secure: v1:x}", "{db: {secure: v1:x}}", "{default: {secure: v1:x}}"])
def test_a_secret_in_the_wrong_file(context: Context, up: UpRequest, tmp_path: Path, value: str) -> None:
    """What one stack encrypted stands in the file of that stack only, however deep."""
    _write(tmp_path, f"{OWN}/Pulumi.yaml", f"config:\n  a:b: {value}\n")

    with pytest.raises(UserError) as caught:
        configuration.check_modules(context, up.modules)

    assert str(caught.value) == (
        f'{OWN}/Pulumi.yaml:2: "a:b" is a secret, which only the stack that encrypted it can read.\n'
        "Keep it in `Pulumi.NAME.yaml` beside the module's program."
    )


def test_empty(context: Context, up: UpRequest, tmp_path: Path) -> None:
    """Empty files say nothing."""
    _write(tmp_path, f"{OWN}/Pulumi.test.yaml", "")
    _write(tmp_path, f"{OWN}/Pulumi.yaml", "name: orders\nconfig:\n")
    configuration.check_modules(context, up.modules)
    _write(tmp_path, f"{OWN}/Pulumi.test.yaml", "# nothing\n")
    assert configuration.module_configuration(context, up.module("orders")) == {}


def test_parsed_once(context: Context, up: UpRequest, tmp_path: Path) -> None:
    """A file is parsed once, whoever asks for it how often, and anew when it has changed."""
    parsing.parse_yaml.cache_clear()
    _write(tmp_path, f"{SHARED}/Pulumi.yaml", "config:\n  a:once: 1\n")
    for module in (*up.modules, *up.modules):
        assert configuration.module_configuration(context, module) == {"a:once": 1}
        assert configuration.secret_values(context, module) == {}
    _write(tmp_path, f"{SHARED}/Pulumi.yaml", "config:\n  a:once: 2\n")

    assert configuration.module_configuration(context, up.module("orders")) == {"a:once": 2}
    found = parsing.parse_yaml.cache_info()
    assert (found.misses, found.hits) == (2, 7)


def test_a_short_passphrase(context: Context, up: UpRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase of eight characters is known as a secret, a shorter one may be any word."""
    for passphrase, known in (("12345678", ["12345678"]), ("1234567", [])):
        monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", passphrase)
        assert configuration.known_secrets(context, up.module("orders")) == known
