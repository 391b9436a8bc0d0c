"""Execution of a request: modules in order, a process each, kept apart by locks; saved plans, promotion, rollback."""
