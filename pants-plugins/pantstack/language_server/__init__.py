"""The editor server: findings as one types, over the Language Server Protocol."""
