"""What everything else in the backend stands on: errors, places in files, graphs."""
