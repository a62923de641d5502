"""Letting the days of the program stand still."""

from __future__ import annotations

import datetime
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aduanas_tui import screens

_DATE = datetime.date


class _AnyDate(type):
    """Every date is one of the dates that stand still."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, _DATE)


@contextmanager
def standing_at(day: datetime.date) -> Iterator[None]:
    """Let ``date.today()`` be ``day`` in the whole program."""
    # What a screen would import only when it needs it must be there now.
    for found in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(found.name)

    class Standing(_DATE, metaclass=_AnyDate):
        @classmethod
        def today(cls) -> datetime.date:  # type: ignore[override]
            return day

    changed = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("aduanas_tui.") and vars(module).get("date") is _DATE
    ]
    for module in changed:
        vars(module)["date"] = Standing
    try:
        yield
    finally:
        for module in changed:
            vars(module)["date"] = _DATE
