"""What a list of clients is, its rows and their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from aduanas_tui.domain.search_text import Filters, Query
from aduanas_tui.store.connection import rows

COLUMNS = (
    "id, rank, name, rtn, kind, city, department, phone, active, file_count, last_operation, "
    "city_sort"
)
"""Columns of ``client`` that make a row."""


class Order(StrEnum):
    """What the list is sorted by."""

    NAME = "name"
    RTN = "rtn"
    CITY = "city"
    FILES = "files"
    LAST_OPERATION = "last_operation"


class ClientRow(NamedTuple):
    """A client as lists show it; also the mark after which a page starts."""

    id: int
    rank: int
    name: str
    rtn: str
    kind: str
    city: str
    department: str
    phone: str
    active: int
    file_count: int
    last_operation: str
    city_sort: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Which clients, in which order."""

    query: Query = field(default_factory=Query)
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.NAME
    descending: bool = False


class Key(NamedTuple):
    """How an order is read from the table: its column, and how equals are ordered."""

    column: str
    value: Any
    ties_follow: bool
    """Equals are ordered as the key is; otherwise the other way round."""


def order_key(order: Order, mark: ClientRow | None) -> Key:
    """Return how an order is read, with the value at the mark."""
    match order:
        case Order.NAME:
            return Key("rank", mark and mark.rank, True)
        case Order.RTN:
            return Key("rtn", mark and mark.rtn, True)
        case Order.CITY:
            return Key("city_sort", mark and mark.city_sort, True)
        case Order.FILES:
            return Key("file_count", mark and mark.file_count, False)
        case _:
            return Key("last_operation", mark and mark.last_operation, False)


def read_rows(sql: str, parameters: tuple[Any, ...]) -> list[ClientRow]:
    """Run a query of ``COLUMNS`` and return its rows."""
    return [ClientRow._make(row) for row in rows(sql, parameters)]


def after_sign(down: bool, inclusive: bool | None) -> str:
    """Return how ranks after the mark compare with its rank.

    ``inclusive`` is ``None`` when the mark is gone and its rank that of the client before it.
    """
    if inclusive is None:
        inclusive = down
    return ("<" if down else ">") + ("=" if inclusive else "")


def direction_word(down: bool) -> str:
    """Return the word of ``ORDER BY``."""
    return "DESC" if down else "ASC"
