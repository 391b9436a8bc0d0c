"""The goals `lint`, `fix`, `validate` and `modules`: what of them touches Pants."""
