"""What each file imports, remembered until it changes."""
