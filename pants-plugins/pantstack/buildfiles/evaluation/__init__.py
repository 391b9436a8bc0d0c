"""What a BUILD file declares, found by reading its syntax: nothing in it is ever run.

Literals, variables, functions and loops are followed as far as their values are certain. Everything else is an
`Unknown` that remembers where it stands, and only an error if somebody needs it.
"""
