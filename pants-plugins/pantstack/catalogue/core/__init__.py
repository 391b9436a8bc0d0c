"""The catalogue without Pants: a model, and how declarations become one."""
