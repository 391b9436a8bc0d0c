"""The rules and goals of the checker.

`lint` and `validate` await `evaluation`, which runs the checks over the facts and evaluates their findings; `facts`
awaits `scans`. Each step is remembered by Pants until a file changes that it reads.
"""
