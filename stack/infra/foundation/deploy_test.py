"""What the deploy tells the foundation's program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pulumi

from pantstack_runner.config import configuration
from pantstack_runner.contract.testing import make_context, make_environment, make_module
from stack.infra.foundation.conftest import CERTIFICATE
from stack.infra.foundation.plan import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from stack.infra.platforms.aws.conftest import AwsMocks

FOLDER = "stack/infra/foundation"
CONFIGURATION = f"""\
config:
  pantstack:certificate: {CERTIFICATE}
  pantstack:domain: api.example.com
  pantstack:zones: [eu-west-1a, eu-west-1c]
  pantstack:protect: false
  pantstack:modules: [orders]
"""


def test_configuration(mocks: AwsMocks, tmp_path: Path) -> None:
    """Environment and region come from the declaration of the environment, the rest from the file beside the program."""
    assert mocks
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "Pulumi.prod.yaml").write_text(CONFIGURATION, encoding="utf-8")
    module = make_module("foundation", path=FOLDER, infrastructure=FOLDER)
    environment = make_environment("prod", platform="aws", region="eu-west-1", foundation=FOLDER)
    given = configuration.program_configuration(make_context(tmp_path, environment=environment), module, ())
    # The engine hands what is no text over as JSON.
    pulumi.runtime.set_all_config(
        {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
    )

    assert Plan.of_stack() == Plan(
        environment="prod",
        region="eu-west-1",
        zones=("eu-west-1a", "eu-west-1c"),
        certificate=CERTIFICATE,
        domain="api.example.com",
        protect=False,
        modules=("orders",),
    )
