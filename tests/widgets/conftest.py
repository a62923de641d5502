"""Fixtures of this room."""

from tests.helpers import endless_patience

__all__ = ["endless_patience"]
