"""This machine: services are processes or containers."""
