"""Numbers of the office's own documents: ``EXP-26-0419``, ``COT-26-0088``."""

from __future__ import annotations

from datetime import date

from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.records import found_by_number
from aduanas_tui.store.connection import rows

PREFIXES = {Kind.CUSTOMS_FILE: "EXP", Kind.QUOTE: "COT"}
"""Kinds that the office numbers itself; invoices are numbered by its billing system."""

_DIGITS = 4
_MOST_DIGITS = 9
_LOOKED_AT = 1_000


def next_number(kind: Kind, today: date) -> str:
    """Return the number after the highest of the year; one that is taken is never returned.

    Looks at the newest documents and at the last numbers in order of text, a thousand of each,
    not at all of them: that finds the highest however many there are, unless numbers of different
    widths were loaded out of order.
    """
    prefix = f"{PREFIXES[kind]}-{today:%y}-"
    table, digits = kind.value, f"substr(number, {len(prefix) + 1})"
    ((highest,),) = rows(
        f"SELECT max(CAST({digits} AS INTEGER)) FROM ("
        f"SELECT number FROM (SELECT number FROM {table} ORDER BY id DESC LIMIT {_LOOKED_AT}) "
        f"UNION ALL SELECT number FROM (SELECT number FROM {table} WHERE number >= ?1 "
        f"AND number < ?2 ORDER BY number DESC LIMIT {_LOOKED_AT})) "
        f"WHERE number >= ?1 AND number < ?2 AND length({digits}) <= {_MOST_DIGITS} "
        f"AND {digits} NOT GLOB '*[^0-9]*'",
        (prefix, prefix[:-1] + "."),
    )
    serial = (highest or 0) + 1
    while True:
        number = f"{prefix}{serial:0{_DIGITS}}"
        if not found_by_number(kind, number):
            return number
        serial += 1
