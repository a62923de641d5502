"""Letting the days of the program stand still."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_DATE = datetime.date


class _AnyDate(type):
    """Every date is one of the dates that stand still."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, _DATE)


@contextmanager
def standing_at(day: datetime.date) -> Iterator[None]:
    """Let ``date.today()`` be ``day`` in all modules of the program that are imported by now."""

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
