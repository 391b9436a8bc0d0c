"""These tests need the infrastructure's interpreter; `./pants test` has it."""

from __future__ import annotations

import importlib.util

# The backend's own tests run where there is neither Pulumi nor pydantic.
collect_ignore_glob = ["*_test.py"] if importlib.util.find_spec("pulumi") is None else []
