"""One run of the checker over facts that Pants or the command line gathered: evaluated, compared, rendered."""
