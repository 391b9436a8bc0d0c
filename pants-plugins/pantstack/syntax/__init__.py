"""Python source, parsed and edited."""
