"""Services as containers of this machine's Docker daemon: no Pulumi but in `providers.py`, the only door to it."""
