"""``aduanas buscar``: clients as a table to read, or as JSON for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TextIO

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.phone import show_phone
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services import lookup
from aduanas_tui.services.finding import FoundClient, found_clients, matches

_HEADERS = ("Nombre o Razón Social", "RTN", "Ciudad", "Teléfono", "Estado")
_WIDEST = (60, 16, 24, 20, 8)
_NARROWEST = 12
"""Columns to which a name or city is cut on a narrow terminal."""

_MEASURED = 200
"""Rows that the widths of the columns are taken from."""

_GAP = "  "


def search(text: str, *, as_json: bool, inactive_too: bool, limit: int) -> int:
    """Print what a search finds, and return the exit status: 0, also for nothing."""
    listing = matches(text, inactive_too=inactive_too)
    total = lookup.count(listing)
    found = found_clients(listing, limit or None)
    if as_json:
        _print_json(total, found)
    else:
        _print_table(total, found)
    return 0


def _print_json(total: int, found: Iterator[FoundClient]) -> None:
    """Print the document client by client, so that it may be longer than memory."""
    from aduanas_tui.cli_json import json_text

    print(f'{{"total": {total}, "clientes": [', end="")
    for position, client in enumerate(found):
        print(f"{',' if position else ''}\n{json_text(_as_json(client))}", end="")
    print("\n]}")


def _as_json(client: FoundClient) -> dict[str, Any]:
    return {
        **{item.column: client.values[item.key] for item in CLIENT_FIELDS},
        "activo": client.active,
        "expedientes": client.file_count,
        "ultima_operacion": client.last_operation or None,
        "contactos": [
            {item.column: contact[item.key] for item in CONTACT_FIELDS}
            for contact in client.contacts
        ],
    }


def _print_table(total: int, found: Iterator[FoundClient]) -> None:
    rows = map(_cells, found)
    first = list(islice(rows, _MEASURED))
    if not first:
        print("Ningún cliente.", file=sys.stderr)
        return
    widths = _widths([_HEADERS, *first], _room(sys.stdout))
    for row in (_HEADERS, *first):
        print(_line(row, widths))
    shown = len(first)
    for row in rows:
        print(_line(row, widths))
        shown += 1
    if shown < total:
        print(f"{shown:,} de {total:,} clientes; con --limite 0, todos.", file=sys.stderr)


def _cells(client: FoundClient) -> tuple[str, ...]:
    values = client.values
    return (
        clean_line(values["name"], 200),
        format_rtn(values["rtn"]),
        clean_line(values["city"], 80),
        clean_line(show_phone(values["phone"]), 30),
        "Activo" if client.active else "Inactivo",
    )


def _room(stream: TextIO) -> int | None:
    """Return the width of the terminal, or ``None`` when the output is none."""
    if not stream.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def _widths(rows: Sequence[Sequence[str]], room: int | None) -> list[int]:
    """Return the width of each column; on a narrow terminal name and city give way."""
    widths = [
        min(widest, max(_cell_width(row[column]) for row in rows))
        for column, widest in enumerate(_WIDEST)
    ]
    if room is None:
        return widths
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    for column in (0, 2):
        cut = max(0, min(excess, widths[column] - _NARROWEST))
        widths[column] -= cut
        excess -= cut
    return widths


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(map(_fitted, row, widths)).rstrip()


def _fitted(text: str, width: int) -> str:
    """Return a text cut or filled to a number of terminal columns."""
    missing = width - _cell_width(text)
    if missing >= 0:
        return text + " " * missing
    while _cell_width(text) > width - 1:
        text = text[:-1]
    return text + "…" + " " * (width - 1 - _cell_width(text))


def _cell_width(text: str) -> int:
    """Return how many columns a terminal gives a text: wide letters two, marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1
        for char in text
    )
