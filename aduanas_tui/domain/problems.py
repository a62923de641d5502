"""What can be wrong with a value, and what cleaning a value gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How serious a problem is."""

    ERROR = "error"
    """The value cannot be saved."""
    WARNING = "aviso"
    """The value looks wrong, and can be saved over."""
    FIX = "correccion"
    """What cleaning changed; always listed, never silent."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell about the value of one field."""

    field: str
    """Key of the field."""
    level: Level
    code: str
    """Stable name of the problem in snake_case, such as ``rtn_length``."""
    message: str
    """Spanish sentence that says what to do; never holds a control character."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned value with its problems."""

    value: Any
    """What is stored; ``None`` when there is an error. Blank text is ``""``."""
    problems: tuple[Problem, ...] = ()


def error(field: str, code: str, message: str) -> Problem:
    """Return a problem that forbids saving."""
    return Problem(field, Level.ERROR, code, message)


def warning(field: str, code: str, message: str) -> Problem:
    """Return a problem that can be saved over."""
    return Problem(field, Level.WARNING, code, message)


def fix(field: str, code: str, message: str) -> Problem:
    """Return the note of a change that cleaning made."""
    return Problem(field, Level.FIX, code, message)
