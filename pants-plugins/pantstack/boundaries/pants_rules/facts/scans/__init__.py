"""Files become scans, remembered until one of them changes."""
