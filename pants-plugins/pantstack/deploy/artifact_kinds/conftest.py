"""Tests of runtimes need the infrastructure's interpreter; `./pants test` has it."""

from __future__ import annotations

import importlib.util

collect_ignore_glob = ["*/registry_test.py", "*/runtime_test.py"] if importlib.util.find_spec("pulumi") is None else []
