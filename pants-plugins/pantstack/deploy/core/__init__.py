"""Decides what a deploy does; imports neither Pants nor Pulumi."""
