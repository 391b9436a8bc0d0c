"""The modules and facades that the repository declares: targets, model, validation, macros.

A `pantstack_module` at a directory's BUILD file makes the directory a module; the nearest one above a file owns it.
A `public_facade` below it owns the module's public sources; everything else in the module is private.
"""
