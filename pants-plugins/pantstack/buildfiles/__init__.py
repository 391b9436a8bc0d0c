"""The only reader and editor of BUILD files."""
