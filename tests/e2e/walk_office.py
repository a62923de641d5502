"""An office with something on every screen, for walks through the whole program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.services.importing.lists import HEADERS, cells, write_xlsx

CLIENT: Final = "Distribuidora Peña, S.A."
"""The client that the walk opens; the first in the list."""

INVOICE: Final = "000-001-01-00000001"

LIST_FILE: Final = "cartera.xlsx"


def make_office(path: Path) -> None:
    """Write thirty clients; the first one has contacts and operations of every kind."""
    open_database(path, create=True)
    factories.enroll()
    first = factories.register(1, name=CLIENT, notes="Llama por la mañana").id
    for number in range(2, 31):
        factories.register(number, name=f"Empresa de Prueba {number}")
    for number in (1, 2):
        factories.add_contact(first, number)
    for number in range(3):
        factories.customs_file(first, f"EXP-26-000{number}")
    factories.quote(first)
    factories.payment(factories.invoice(first, INVOICE))
    close_database()
    database.init(None)


def make_list(home: Path) -> None:
    """Write a list to import: one new client, one with an error, one that is known."""
    home.mkdir(exist_ok=True)
    listed = [cells(901), cells(902, email="sin arroba"), cells(1, city="Danlí")]
    write_xlsx(home / LIST_FILE, {"Clientes": [HEADERS, *listed]})
