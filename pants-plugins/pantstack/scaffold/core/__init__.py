"""Scaffolding without Pants: a template and answers become a plan of what to write."""
