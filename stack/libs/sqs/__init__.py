"""Queues of AWS for workers, and for those who send to them."""

from .credentials import Credentials, CredentialsError
from .queue import SqsQueue

__all__ = ["Credentials", "CredentialsError", "SqsQueue"]
