"""The checker without Pants: bytes become imports, imports become findings."""
