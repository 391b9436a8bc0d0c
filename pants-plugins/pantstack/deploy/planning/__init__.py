"""What a deploy is about: its options, environment and modules, and what a change affects."""
