"""From the bytes of a file to what it imports, binds and exports."""
