"""What goes with a module that is removed, and who keeps it: pure planning."""
