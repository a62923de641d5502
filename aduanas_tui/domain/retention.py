"""Which backups stay: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 4, 12
"""How many days, weeks and months keep one."""


def kept(
    moments: Collection[datetime], days: int = DAYS, weeks: int = WEEKS, months: int = MONTHS
) -> set[datetime]:
    """Return the moments whose backups stay.

    Days without a backup do not count, so that an office that was closed for long loses nothing.
    """
    newest_first = sorted(moments, reverse=True)
    return (
        _newest_of_each(newest_first, lambda one: one.date(), days)
        | _newest_of_each(newest_first, lambda one: one.isocalendar()[:2], weeks)
        | _newest_of_each(newest_first, lambda one: (one.year, one.month), months)
    )


def _newest_of_each(
    newest_first: Collection[datetime], period: Callable[[datetime], Hashable], count: int
) -> set[datetime]:
    found: dict[Hashable, datetime] = {}
    for moment in newest_first:
        found.setdefault(period(moment), moment)
    return set(list(found.values())[:count])
