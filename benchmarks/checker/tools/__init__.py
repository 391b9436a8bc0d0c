"""The checker and its rivals: what each is configured with, how it is run, and what it found."""
