"""The invented list that the import is measured with."""

from __future__ import annotations

from pathlib import Path
from random import Random

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.states import PersonKind
from aduanas_tui.services.demo_clients import client_values, identity_of
from tests.factories import rtn

_SEED = 5
_PLACES = ("0101", "0301", "0501", "0601", "0701", "0801", "1001", "1201", "1801")
_YEARS = {PersonKind.LEGAL: "9981", PersonKind.NATURAL: "1902"}
"""Years of which no RTN is known: the numbers seen begin in 1995. Neither has the demo any."""

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def write_workbook(path: Path, count: int) -> None:
    """Write an invented list of clients, as new as the names of the demo allow.

    The names fall everywhere between those of the catalogue. Six rows of a hundred have something
    to mend: a department in short, an RTN that Excel took for a number, a phone with extension.
    """
    import xlsxwriter

    random = Random(_SEED)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Clientes")
    sheet.write_row(0, 0, [item.label for item in CLIENT_FIELDS])
    for number in range(count):
        row = _row(random, number)
        if number % 50 == 41:
            sheet.write_row(number + 1, 0, [*row[:1], int(row[1].replace("-", "")), *row[2:]])
        else:
            sheet.write_row(number + 1, 0, row)
    book.close()


def _row(random: Random, number: int) -> list[str]:
    who = identity_of(random)
    values = client_values(random, who, _SEED, number)
    start = f"{_PLACES[number // 100_000 % len(_PLACES)]}{_YEARS[who.kind]}"
    values["name"] = f"{who.name} {_mark(number)}"
    values["rtn"] = rtn(number % 100_000, start)
    row = [item.show(values[item.key]) for item in CLIENT_FIELDS]
    if number % 50 == 7:
        row[5] = f"Depto. de {row[5]}"
    elif number % 50 == 23:
        row[6] = f"{row[6]} ext. 12"
    return row


def _mark(number: int) -> str:
    """Return letters that no other row has: names are not to be alike by chance."""
    letters = ""
    while number or not letters:
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters
