"""What git knows of the baseline, and of what has moved since."""
