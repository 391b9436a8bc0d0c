"""DynamicImports that name modules or stacks."""
