"""Secrets: encrypted by Pulumi, and kept out of all that is shown."""
