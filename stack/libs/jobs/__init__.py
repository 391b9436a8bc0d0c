"""How scheduled jobs run: once, alone, within a time, with an exit code."""

from .run import BUSY, FAILED, OK, TIMED_OUT, Alone, FileLock, run_job

__all__ = ["BUSY", "FAILED", "OK", "TIMED_OUT", "Alone", "FileLock", "run_job"]
