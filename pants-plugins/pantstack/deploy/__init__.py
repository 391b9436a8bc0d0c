"""`pants deploy`: from a module to a running service.

    goal -> selected modules -> packages -> a pure plan -> one runner in the infrastructure's interpreter

The plan, a JSON file, is all that the two interpreters share: `core/plan.py` writes it,
`runner/plan.py` reads it.
"""
