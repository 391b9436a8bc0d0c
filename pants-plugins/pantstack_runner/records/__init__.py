"""What was deployed before, and what follows from it: records, artifacts, states, and whether a module is up."""
