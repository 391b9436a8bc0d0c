"""What is inside runs in the environment of a module: see service_rows_test.py."""

collect_ignore = ["inside"]
