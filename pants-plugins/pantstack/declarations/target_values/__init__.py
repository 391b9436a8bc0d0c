"""Targets apart from who reads them: what their fields hold, what these must be, and the modules that they declare."""
