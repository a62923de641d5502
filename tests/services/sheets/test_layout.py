"""Where the list begins and ends: headers under titles, a row of totals at the end."""

from __future__ import annotations

import pytest

from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.services.sheets import SheetRow, find_header, is_total_row

_KNOWN = {"nombre", "rtn", "teléfono", "ciudad", "clientes"}


def row(number: int, *texts: str) -> SheetRow:
    cells = (Cell(CellKind.TEXT, text) if text else BLANK for text in texts)
    return SheetRow(number, tuple(cells))


def known(text: str) -> bool:
    return text.lower() in _KNOWN


def test_the_header_is_found_under_titles() -> None:
    rows = [
        row(2, "", "Agencia Aduanera"),
        row(3, "Clientes"),
        row(5, "N°", "Nombre", "RTN", "Ciudad"),
        row(6, "1", "Uno", "1", "Choluteca"),
    ]
    assert find_header(rows, known) == 5


def test_the_upper_one_of_two_equal_headers() -> None:
    header = "Nombre", "RTN"
    assert find_header([row(1, *header), row(2, "a", "b"), row(9, *header)], known) == 1


def test_one_known_header_is_enough_when_its_row_is_a_table() -> None:
    assert find_header([row(4, "Código", "Nombre", "Zona")], known) == 4


def test_no_header() -> None:
    assert find_header([row(1, "Uno", "0801"), row(2, "Dos", "0501")], known) is None
    assert find_header([], known) is None


HEADER = row(1, "Nombre", "RTN", "Ciudad", "Teléfono", "Email", "Notas")


@pytest.mark.parametrize(
    "cells",
    [
        ("TOTAL",),
        ("", "", "", "Total", "120"),
        ("Total: 120",),
        ("Total de clientes", "120"),
        ("Totales", "", "", "12", "3"),
        ("Suma", "1,200.00"),
        ("TOTAL GENERAL", "5"),
        ("Total clientes: 1,204",),
        ("Cantidad de clientes:", "1204"),
        ("1204 clientes en total",),
    ],
)
def test_a_row_of_totals(cells: tuple[str, ...]) -> None:
    assert is_total_row(row(99, *cells), HEADER)


@pytest.mark.parametrize(
    "cells",
    [
        ("Total Fitness Gym, S.A.",),
        ("Total", "08019099123456", "Choluteca", "2222-3333", "a@b.hn"),
        ("Suministros Totales", "08019099123456", "Choluteca", "2222-3333"),
        ("Sumadora Central",),
        ("Uno", "08019099123456"),
        (),
    ],
)
def test_a_client_is_no_row_of_totals(cells: tuple[str, ...]) -> None:
    assert not is_total_row(row(99, *cells), HEADER)


def test_a_cell_beyond_the_end_is_blank() -> None:
    assert row(1, "a")[5] is BLANK
