"""`pants new-module`: a module that is green at once.

Answers are validated -> a template is rendered in memory -> compared with what exists -> written at once, or refused.
"""
