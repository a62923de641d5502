"""The small office that the programs under test open."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests import factories

CLIENTS: Final = 30


def make_office(path: Path) -> None:
    """Write a database of ``CLIENTS`` invented clients; the second one has two contacts."""
    open_database(path, create=True)
    factories.enroll()
    saved = [factories.register(number) for number in range(1, CLIENTS + 1)]
    for number in (1, 2):
        factories.add_contact(saved[1].id, number)
    close_database()
    database.init(None)
