"""Pulumi: its command line, the programs of modules, their stacks, and the events of its engine."""
