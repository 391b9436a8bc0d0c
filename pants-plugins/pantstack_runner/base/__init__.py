"""What every layer of the runner stands on: errors, and files that are written whole."""
