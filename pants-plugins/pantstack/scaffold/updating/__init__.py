"""`pants update-module`: what a template changed since a module was made, merged into it."""
