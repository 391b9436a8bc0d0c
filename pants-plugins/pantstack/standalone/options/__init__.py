"""The options of Pants that decide what is checked, from its files and from the environment."""
