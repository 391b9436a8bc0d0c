"""The stage `scaffold`: what modules need that `pants new-module` makes."""
