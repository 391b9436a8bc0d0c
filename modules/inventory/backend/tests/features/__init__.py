"""A test for each line of `create_app` that adds something: whoever deletes the line deletes its test."""
