"""The goals `rename-module` and `remove-module`: what of them touches Pants."""
