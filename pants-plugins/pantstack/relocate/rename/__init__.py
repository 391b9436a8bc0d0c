"""What a module that is renamed takes along: pure planning."""
