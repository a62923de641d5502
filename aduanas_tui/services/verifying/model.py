"""What a verification says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[str, int | None], None]
"""Is told what is being looked at, and how many percent of it were."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    """As in JSON: ``indice_busqueda``."""
    label: str
    fault: str = ""
    """What is wrong and what to do about it, in one sentence; blank when all is well."""
    repairable: bool = False
    """Whether it follows from what was typed and can be made anew."""
    details: tuple[Any, ...] = field(default=(), repr=False)
    """What repairing needs to know."""

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.fault


@dataclass(frozen=True, slots=True)
class Report:
    """All that was looked at."""

    checks: tuple[Check, ...]

    @property
    def faults(self) -> tuple[Check, ...]:
        """What is wrong."""
        return tuple(one for one in self.checks if not one.is_good)

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def is_readable(self) -> bool:
        """Whether all that was typed can be read; else nothing may be written either."""
        return all(one.is_good or one.repairable for one in self.checks if one.name == FILE)


FILE = "archivo"
