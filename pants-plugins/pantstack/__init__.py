"""A Pants backend that keeps the modules of one repository modular."""

from __future__ import annotations

from typing import Final

VERSION: Final = "0.1.0"
