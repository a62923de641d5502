"""Pictures of the screens on a small office whose dates stand still."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.start import MENU
from aduanas_tui.store import bulk
from tests import factories, helpers
from tests.clock import standing_at
from tests.factories import rtn

Compare = Callable[..., bool]

SIZE = (80, 24)


@pytest.fixture(autouse=True)
def small_office(office: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A dozen clients, the first with contacts and operations; clocks are set to Tegucigalpa."""
    monkeypatch.setenv("TZ", "America/Tegucigalpa")
    time.tzset()
    names = (
        ("Distribuidora Alimenticia Tegucigalpa, S.A. de C.V.", "Tegucigalpa"),
        ("Café de Altura Celaque", "Gracias"),
        ("Textiles Valle de Sula, S.A.", "San Pedro Sula"),
        ("Ñandú Importaciones, S. de R.L.", "Choluteca"),
        ("Ferretería El Guanacaste", "La Ceiba"),
        ("中文有限公司", "Tegucigalpa"),
        ("[red]Comercial[/foo]", "Danlí"),
        ("María Suyapa Mejía", "Comayagua"),
    )
    first, *_ = factories.insert_many(
        factories.client(
            number,
            name=name,
            city=city,
            notes="Entrega de documentos solo por la mañana.\nPreguntar por bodega."
            * (number == 0),
        )
        for number, (name, city) in enumerate(names)
    )
    factories.add_contact(first, 1, name="Suyapa Mejía")
    factories.add_contact(first, 2, name="Óscar Inventado", position="Bodega")
    for number in range(3):
        factories.customs_file(first, f"EXP-26-000{number}")
    factories.quote(first)
    factories.payment(factories.invoice(first))
    _log_by_karla(first)
    with standing_at(date(2026, 3, 20)):
        yield
    monkeypatch.undo()
    time.tzset()


def _log_by_karla(client_id: int) -> None:
    """Write entries of the audit log with moments that stand still."""
    columns = ("at", "operator", "action", "entity", "entity_id", "client_id", "label", "changes")
    name, number = "Suyapa Mejía", "000-001-01-00000001"
    changes = '{"phone":["+50422345678","+50499887766"],"notes":["",' + (
        '"Entrega de documentos solo por la mañana.\\nPreguntar por bodega."]}'
    )
    done = (
        ("16T15:02", "contact", "create", 1, name, '{"name":[null,"Suyapa Mejía"]}'),
        ("17T20:41", "invoice", "create", 1, number, '{"total":[null,"1150.00"]}'),
        ("18T21:10", "client", "update", client_id, "Distribuidora", changes),
        ("19T16:30", "customs_file", "move", 1, "EXP-26-0000", '{"state":["abierto","levante"]}'),
    )
    bulk.insert(
        "audit_entry",
        columns,
        [
            (f"2026-03-{at}:00.000000Z", "karla", action, entity, its_id, client_id, label, json)
            for at, entity, action, its_id, label, json in done
        ],
    )


@pytest.fixture
def looks_the_same(snap_compare: Compare) -> Callable[..., bool]:
    """Compare the screen after some typed keys with its picture."""

    def compare(typed: str = "", *keys: str, size: tuple[int, int] = SIZE) -> bool:
        async def before(pilot: Pilot[Any]) -> None:
            await helpers.settle(pilot)
            await helpers.type_ahead(pilot, typed)
            await helpers.settle(pilot)
            await pilot.press(*keys)
            await helpers.settle(pilot)

        app = AduanasApp("op1", ClientListScreen, MENU)
        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


def test_list(looks_the_same: Compare) -> None:
    assert looks_the_same("⏎↓")


def test_list_with_search_and_glance(looks_the_same: Compare) -> None:
    assert looks_the_same("⏎␣/distri")


def test_list_on_a_wide_terminal(looks_the_same: Compare) -> None:
    assert looks_the_same("⏎↓", size=(120, 40))


def test_nothing_found(looks_the_same: Compare) -> None:
    assert looks_the_same("zapatería⏎")


def test_record(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎↓")


def test_contacts(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎2↓")


def test_history(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎3⇥⇥")


def test_history_with_filters_on_a_wide_terminal(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎3feste a⏎⏎⏎imp②", size=(120, 40))


def test_history_on_a_narrow_terminal(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎3⇥", size=(60, 20))


def test_filters_of_the_history(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎3fmes⏎")


def test_document(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎3⇥⇥⏎⇥")


def test_audit_log(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎4f⏎⏎⏎karla②")


def test_entry_of_the_audit_log(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎4f⏎⏎⏎karla②↓⏎")


def test_audit_log_of_the_office_on_a_wide_terminal(looks_the_same: Compare) -> None:
    assert looks_the_same("⏎mbf⏎⏎⏎karla②", size=(120, 40))


def test_deactivating_instead_of_deleting(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎a↓↓↓⏎")


def test_form_with_problems(looks_the_same: Compare) -> None:
    typed = f"⏎nFerretería⏎{rtn(0)}⏎⏎Bo. El Centro⏎Danlí⏎⏎2763⏎⏎sin arroba"
    assert looks_the_same(typed, "f2")  # once it is known who has that RTN


def test_question(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎a↓⏎")


def test_palette(looks_the_same: Compare) -> None:
    assert looks_the_same("distri⏎⏎", "ctrl+p")
