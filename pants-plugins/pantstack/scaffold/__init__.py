"""`pants new-module`: a module that passes every check at once.

Answers are validated -> a template is rendered in memory -> compared with what exists -> written at once, or refused.
"""
