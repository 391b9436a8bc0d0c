"""The rules that find the declared modules."""
