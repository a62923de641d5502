"""Operations with the keyboard only, in a pty: from a quote to a paid invoice, read off the cells.

Each test opens the program on the client with two contacts of the small office.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.e2e.opened import ENTER, ESC, F2, RECORD, TAB, Opened

NUMBER = "000-001-01-00000077"
HISTORY = "Todavía no hay expedientes"


@pytest.fixture
def opened(base: Path) -> Iterator[Opened]:
    """The program on the history of the client, which is empty."""
    with Opened(base) as program:
        program.wait_for("Nombre o Razón Social")
        program.write(f"{factories.rtn(2)}{ENTER}")
        program.wait_for("1 encontrado")
        program.write(ENTER)
        program.wait_for(RECORD)
        program.write("3")
        program.wait_for(HISTORY)
        yield program


def stored(base: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def test_from_quote_to_paid(opened: Opened, base: Path) -> None:
    opened.write("nc")
    opened.wait_for("Nueva cotización")
    opened.wait_for("COT-")
    assert "0801-9099-000020" in opened.screen and "ventas2@prueba.hn" in opened.screen
    opened.write(f"{ENTER * 4}impo{ENTER * 2}11500{F2}")
    opened.wait_for("guardada.")
    opened.wait_for("Cotizaciones 1")
    opened.write(ENTER)
    opened.wait_for("Cliente, ese día")
    opened.write("aa")
    opened.wait_for("Aceptar cotización")
    opened.write(ENTER)
    opened.wait_for("Pendiente › Aceptada")
    opened.write("af")
    opened.wait_for("Nueva factura")
    opened.wait_for("10,000.00")
    opened.wait_for("1,500.00")
    opened.write(f"{NUMBER}{F2}")
    opened.wait_for(f"{NUMBER} · Pendiente")
    opened.write(f"{TAB}{ENTER}")
    opened.wait_for(f"Factura {NUMBER}")
    opened.write("ap")
    opened.wait_for("Saldo L 11,500.00 · Pendiente")
    opened.write(f"{ENTER * 2}20000{ENTER}")
    opened.wait_for("El saldo de la factura es L 11,500.00")
    opened.write(f"{TAB * 3}")
    opened.write(f"{ENTER}5000{ENTER}trans{ENTER}TR-1{F2}")
    opened.wait_for("Saldo: L 6,500.00.")
    opened.wait_for("Parcial")
    opened.write(f"ap{ENTER * 3}rete{ENTER}CR-1{F2}")
    opened.wait_for(f"Factura {NUMBER} pagada.")
    opened.write(f"{ESC}")
    opened.wait_for(f"{NUMBER} · Pagada")
    opened.write(f"{ESC}")
    opened.wait_for("Pagos 2")
    opened.write(TAB)
    opened.wait_for("Pagada")
    line = next(line for line in opened.screen.split("\n") if NUMBER in line)
    assert line.rstrip().endswith("Pagada") and line.count("L 11,500.00") == 2, line
    opened.leave()
    assert stored(base, "SELECT total, paid FROM invoice") == [(1_150_000, 1_150_000)]
    payments = stored(base, "SELECT amount, method, reference FROM payment ORDER BY id")
    assert payments == [(500_000, "transferencia", "TR-1"), (650_000, "retencion", "CR-1")]
    audited = stored(base, "SELECT entity, action, operator FROM audit_entry WHERE client_id = 2 ")
    assert [one for one in audited if one[0] not in ("client", "contact")] == [
        ("quote", "create", "op1"),
        ("quote", "answer", "op1"),
        ("invoice", "create", "op1"),
        ("payment", "create", "op1"),
        ("payment", "create", "op1"),
    ]


def test_the_whole_flow_in_one_write(opened: Opened, base: Path) -> None:
    """On a slow line everything arrives at once: each key lands where a person meant it."""
    quote = f"nc{ENTER * 4}impo{ENTER * 2}11500{F2}"
    accept = f"{ENTER}aa{ENTER}"
    invoice = f"af{NUMBER}{F2}"
    pay = f"{TAB}{ENTER}ap{ENTER * 2}5000{ENTER}efe{F2}ap{ENTER * 3}trans{F2}"
    opened.write(quote + accept + invoice + pay)
    opened.wait_for(f"Factura {NUMBER} pagada.", timeout=60)
    opened.leave()
    assert stored(base, "SELECT number, total, paid FROM invoice") == [
        (NUMBER, 1_150_000, 1_150_000)
    ]
    assert stored(base, "SELECT state FROM quote") == [("aceptada",)]


def test_a_file_moves_along_and_is_annulled(opened: Opened, base: Path) -> None:
    opened.write(f"ne{ENTER}impo{F2}")
    opened.wait_for("Expediente EXP-")
    opened.write(f"{ENTER}ac{F2}")
    opened.wait_for("Abierto › En digitación")
    opened.write("an")
    opened.wait_for("Anular expediente")
    opened.write(f"Mercadería devuelta{ENTER * 2}")
    opened.wait_for("En digitación › Anulado")
    opened.write("e")
    opened.wait_for("ya no se cambia")
    opened.leave()
    assert stored(base, "SELECT state, annulment_reason FROM customs_file") == [
        ("anulado", "Mercadería devuelta")
    ]
