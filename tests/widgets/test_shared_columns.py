"""Columns that share their room by what stands in them."""

from __future__ import annotations

import pytest

from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.shared_columns import SharedColumns, shares


@pytest.mark.parametrize(
    ("wanted", "room", "given"),
    [
        ([10, 5, 20], 40, [10, 5, 20]),
        ([10, 5, 20], 30, [10, 5, 15]),
        ([30, 5, 40], 45, [20, 5, 20]),
        ([30, 30, 30], 10, [3, 3, 4]),
        ([3, 3], 0, [0, 0]),
        ([], 7, []),
    ],
)
def test_shares(wanted: list[int], room: int, given: list[int]) -> None:
    assert shares(wanted, room) == given


def test_a_short_column_leaves_its_room_to_the_long_ones() -> None:
    columns: list[Column[tuple[str, ...]]] = [
        Column("name", "Nombre", 0, lambda row, _: row[0]),
        Column("role", "Cargo", 16, lambda row, _: row[1]),
        Column("mail", "Email", 24, lambda row, _: row[2], from_width=50),
    ]
    rows = [("Ana", "Jefa", "ana.maria.de.los.angeles@correo.example"), ("Ñ" * 12, "", "")]
    shared = SharedColumns(columns, rows)
    assert shared.text(rows[0], 60).split() == list(rows[0])
    assert shared.text(rows[1], 60).startswith("Ñ" * 12 + " ")
    assert shared.heading(60, "", False).split() == ["Nombre", "Cargo", "Email"]
    assert shared.heading(40, "", False).split() == ["Nombre", "Cargo"]
    assert len(shared.text(rows[0], 60)) == 60 == len(shared.text(rows[0], 48)) + 12
    assert SharedColumns(columns, []).heading(60, "", False).split() == ["Nombre", "Cargo", "Email"]
