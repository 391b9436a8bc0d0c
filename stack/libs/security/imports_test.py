"""What a service loads, by what its callers bring."""

import json
import os
import subprocess
import sys

import pytest

from stack.libs import security
from stack.libs.common import HttpServiceSettings

PROGRAM = f"""
import json, sys
from {security.__name__} import access
from {HttpServiceSettings.__module__} import HttpServiceSettings

access(HttpServiceSettings.model_validate(json.loads(sys.argv[1])))
print(json.dumps([name for name in ("jwt", "cryptography") if name in sys.modules]))
"""
KEYS = {"authentication": "on", "api_keys": f"reader:{'0' * 64}:orders:read"}
TOKENS = {
    "authentication": "on",
    "jwt_jwks_url": "http://127.0.0.1:9/keys",
    "jwt_issuer": "https://issuer.test",
    "jwt_audience": "orders",
}


@pytest.mark.parametrize(
    ("settings", "loaded"),
    [({"authentication": "off"}, []), (KEYS, []), (TOKENS, ["jwt", "cryptography"])],
    ids=["nothing", "keys", "tokens"],
)
def test_only_what_is_used_is_loaded(settings: dict[str, str], loaded: list[str]) -> None:
    """A service without tokens does not load the cryptography, and one with them fetches no keys as it starts."""
    result = subprocess.run(
        (sys.executable, "-c", PROGRAM, json.dumps(settings)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (json.loads(result.stdout), result.stderr) == (loaded, "")
