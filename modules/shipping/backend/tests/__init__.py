"""The tests of shipping."""
