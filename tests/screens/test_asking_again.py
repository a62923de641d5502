"""The lines that say what differs between what was seen and what is stored."""

from __future__ import annotations

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.screens.asking_again import changed_lines


def test_only_what_differs_is_said_and_where_it_differs() -> None:
    was = {"name": "Cooperativa de Transporte Celaque Limitada", "city": "Gracias", "notes": ""}
    now = {**was, "name": was["name"] + " (antes otra)", "notes": "Llamar"}
    assert changed_lines(CLIENT_FIELDS, was, now) == [
        "Nombre o Razón Social: …Limitada → …Limitada (antes otra)",
        "Notas: — → Llamar",
    ]
