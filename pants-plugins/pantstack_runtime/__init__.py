"""Services as processes of this machine: no Pulumi but in `providers.py`, which is the only door to it."""
