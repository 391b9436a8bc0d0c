"""The goal `deploy`: what of it touches Pants."""
