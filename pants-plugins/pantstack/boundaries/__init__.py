"""`pants lint`: no import goes around a module's facade.

Specs select files -> the catalog says whose they are -> each module is scanned once and remembered -> pure checks
turn imports into findings -> those in selected files are shown.
"""
