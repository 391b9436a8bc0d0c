"""The checks: one file each, with its page beside it; adding one is a file, a page and a line here."""

from __future__ import annotations

from pantstack.architecture.checks import private_import, undeclared_module, unparsable_file

CHECKS = (private_import.check, undeclared_module.check, unparsable_file.check)
CODES = (private_import.CODE, undeclared_module.CODE, unparsable_file.CODE)
