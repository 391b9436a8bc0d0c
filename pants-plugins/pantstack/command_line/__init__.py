"""The command `pantstack`, which needs no Pants: each subcommand in a file of its own, imported when it runs."""
