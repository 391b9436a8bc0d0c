"""`pants deploy`: from a module to a running service.

    goal -> selected modules -> packages -> a request in a context -> one runner in the infrastructure's interpreter

A plan file, in JSON, is all that the two interpreters share: `contract/requests.py` writes it, and
`pantstack_runner/contract/requests.py` reads it.
"""
