"""Pulumi: its command line, the programs of modules, their stacks, and what its engine tells."""
