"""What the store raises when the database cannot be used, each with a Spanish sentence."""

from __future__ import annotations


class UnusableError(Exception):
    """The database cannot be used now; the message says why and what to do."""


class LockedError(UnusableError):
    """Somebody holds the database for longer than anyone should wait."""


class ReplacedError(UnusableError):
    """The file under the open database is not the one that was opened any more."""
