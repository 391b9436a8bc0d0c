"""What a renamed module becomes in pants.toml, with as many other modules as there may be."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserError
from pantstack.relocate.rename import settings_toml
from pantstack.relocate.rename.renaming import Renaming

RENAMING = Renaming("modules/orders", "modules/purchases", kinds=("core", "infra"))
OTHERS = "".join(f'm{number}_core = "locks/m{number}_core.lock"\n' for number in range(5))
OWN = 'orders_core = "locks/orders_core.lock"\norders_infra = "locks/orders_infra.lock"\n'
TEXT = f'[python.resolves]\n{OTHERS}{OWN}{OTHERS.replace("m", "n")}\n[pantstack.shared_resolves]\nbilling = "m1_core"\n'


def test_its_resolves() -> None:
    """They are renamed among those of others, which stay byte for byte."""
    assert settings_toml.rewrite(TEXT, RENAMING) == TEXT.replace("orders", "purchases")


@pytest.mark.parametrize("place", ['m4_core = "locks/m4_core.lock"\n', "\n[pantstack"])
def test_a_name_that_is_there_already(place: str) -> None:
    """One that another resolve has is refused, wherever that stands."""
    text = TEXT.replace(place, f'purchases_core = "locks/purchases_core.lock"\n{place}')
    with pytest.raises(UserError) as caught:
        settings_toml.rewrite(text, RENAMING)

    error = caught.value
    assert (error.message, error.help) == (
        'pants.toml is not TOML: Key "purchases_core" already exists.',
        "Fix pants.toml first.",
    )
