"""What was deployed before, and what follows from it: records, artefacts, states, and whether a module is up."""
