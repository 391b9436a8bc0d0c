"""The HTTP interface: routes hold no business logic."""
