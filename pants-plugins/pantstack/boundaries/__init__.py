"""`pants lint`: no import goes around a module's facade.

`scanner` reads what each file imports -> `resolver` finds which module an import leads into -> `checks` turn that into
findings -> `policy` decides which of them count -> `reporting` renders those of the selected files. `pants_rules` runs
this as rules that Pants remembers: begin with `pants_rules/lint.py`.
"""
