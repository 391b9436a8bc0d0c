"""`pants rename-module` and `pants remove-module`: one change that takes everything along, or none.

The facts of the checks and the texts of all files are gathered -> edits, moves and deletions are planned -> written at
once, or refused with what is in the way.
"""
