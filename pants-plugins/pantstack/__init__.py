"""A Pants backend that keeps the modules of one repository modular."""
