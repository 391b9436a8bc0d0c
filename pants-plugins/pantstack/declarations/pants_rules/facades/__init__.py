"""The address of a module stands for its facade."""
