"""The goal `new-module`: what of it touches Pants."""
