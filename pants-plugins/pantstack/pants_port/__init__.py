"""The port to Pants' rule API, the only place beside each `pants_rules/` folder's `calls.py` that uses it.

Each module defines its functions twice: with calls by name, and with `Get` for the generation before. Both parsers of
rules find a helper that a rule awaits only as a global of the rule's own module, and follow it from there. So a helper
that awaits a rule of ours has to import it, and stands in a `calls.py` above that rule: two of them in one module would
be a cycle of imports.
"""
