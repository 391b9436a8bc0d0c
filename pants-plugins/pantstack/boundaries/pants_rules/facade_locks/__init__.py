"""The locks of facades: what is read for them, and the action that writes them."""
