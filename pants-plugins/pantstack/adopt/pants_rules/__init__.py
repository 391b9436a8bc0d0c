"""The goal `adopt`: what of it touches Pants."""
