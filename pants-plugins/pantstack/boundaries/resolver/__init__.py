"""From an import to the file that it reaches, and into which module it crosses."""
