"""What only the module changed is its own, except the lists of its consumers, which others keep."""

from __future__ import annotations

import pytest

from pantstack.scaffold.model import Answers
from pantstack.scaffold.record import GeneratedFile, Record, digest_of
from pantstack.scaffold.updating.compare import compare

MADE = "# For others.\npublic_facade(resolve=consumer_resolves())\n"


@pytest.mark.parametrize(
    ("path", "current", "outcome"),
    [
        ("modules/orders/BUILD", MADE, "unchanged"),
        ("modules/orders/BUILD", MADE.replace("s()", 's("modules/billing")'), "unchanged"),
        (
            "modules/orders/BUILD",
            '# For others.\npublic_facade(\n    resolve=consumer_resolves(\n        "modules/a",\n        "modules/b",\n    ),\n)\n',
            "unchanged",
        ),
        ("modules/orders/BUILD", MADE.replace("s()", 's("modules/billing"), consumers=["modules/x"]'), "edited"),
        ("modules/orders/BUILD", MADE.replace("consumer_resolves()", '"orders_core"'), "edited"),
        ("modules/orders/x.py", MADE.replace("s()", 's("modules/billing")'), "edited"),
    ],
)
def test_consumers(path: str, current: str, outcome: str) -> None:
    """A BUILD file to which others added themselves as consumers is as its template makes it; it keeps the list."""
    record = Record("x", "digest", Answers("orders", {}), files={path: GeneratedFile(digest_of(MADE), MADE)})
    (compared,) = compare(record, record, {path: MADE}, {path: current})

    assert (compared.outcome, compared.after) == (outcome, current)
